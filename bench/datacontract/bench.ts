// The sample's contracts by datacontract-cli from PyPI, which knows the standard and nothing of us: each is valid, what it
// can judge passes on the sample's rows, and what is planted it finds as we do. Timed from command to verdicts.
import { deepStrictEqual } from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseContract } from "@mystocks/checks";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import pg from "pg";
import type { BenchResult } from "../result.ts";
import { DataContractCli } from "./cli.ts";
import { runContractCommand } from "./ours.ts";
import { plant, PLANTED } from "./planted.ts";
import { CONTRACTS, fillSample } from "./sample.ts";

const TARGET = 1;
/** Its tables have the rows that a contract is about: the standard has no key for that, and the tool reads whole tables. */
const JUDGED = "judged";

interface Rivals {
  contracts: readonly { file: string; table: string }[];
  theirs: (file: string) => ReturnType<DataContractCli["test"]>;
  ours: (file: string) => ReturnType<typeof runContractCommand>;
}

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "bench-datacontract-"));
  const server = await startEmbeddedPostgres({
    dataDir: folder,
    settings: { fsync: "off" },
  });
  const url = server.url("postgres");
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await fillSample(client, url);
    const contracts = await showJudged(client);
    const cli = await DataContractCli.install(folder, url, JUDGED);
    for (const { file } of contracts) refuse(await cli.lint(file));
    return await measure(client, quick ? 1 : 3, {
      contracts,
      theirs: (file) => cli.test(file),
      ours: (file) => runContractCommand(file, url, folder),
    });
  } finally {
    await client.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A view for each contract, of the rows that it is about. */
async function showJudged(client: pg.Client): Promise<Rivals["contracts"]> {
  await client.query(`CREATE SCHEMA ${JUDGED}`);
  const contracts = [];
  for (const name of (await readdir(CONTRACTS)).sort()) {
    const file = join(CONTRACTS, name);
    const { table, only } = parseContract(await readFile(file, "utf8"), file);
    const filters = only.map(
      ({ column, value }) => ` AND ${pg.escapeIdentifier(column)} = ${pg.escapeLiteral(`${value}`)}`,
    );
    const view = pg.escapeIdentifier(table);
    await client.query(
      `CREATE VIEW ${JUDGED}.${view} AS SELECT * FROM ${view} WHERE true${filters.join("")}`,
    );
    contracts.push({ file, table });
  }
  return contracts;
}

async function measure(client: pg.Client, rounds: number, rivals: Rivals): Promise<BenchResult> {
  const counted = await judgeHealthy(rivals);
  await plant(client);
  const seconds = { theirs: [] as number[], ours: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    seconds.theirs.push(await timed(() => findPlantedByThem(rivals)));
    seconds.ours.push(await timed(() => findPlantedByUs(rivals)));
  }
  const [theirs, ours] = [median(seconds.theirs), median(seconds.ours)];
  const ratio = round(ours / theirs);
  return {
    bench: "datacontract",
    figures: {
      contracts_linted: rivals.contracts.length,
      ...counted,
      planted_found_by_both: PLANTED.length,
      theirs_all_contracts_s: round(theirs),
      ours_all_contracts_s: round(ours),
      rounds,
    },
    peer: "datacontract-cli 1.2.8",
    ratio,
    target: TARGET,
    met: ratio <= TARGET,
  };
}

/** Nothing fails while nothing is planted; how many checks that are. */
async function judgeHealthy({ contracts, theirs, ours }: Rivals) {
  const counted = { their_checks: 0, their_unchecked: 0, our_checks: 0 };
  for (const { file } of contracts) {
    const found = await theirs(file);
    const judged = await ours(file);
    const broken = [
      ...found.filter(({ result }) => result !== "passed" && result !== "warning"),
      ...judged.filter(({ verdict }) => verdict !== "pass" && verdict !== "warn"),
    ];
    // The sample has ended and grows late, as it should.
    deepStrictEqual(
      broken.filter((check) => !("kind" in check && check.kind === "freshness")),
      [],
      basename(file),
    );
    counted.their_checks += found.filter(({ result }) => result === "passed").length;
    counted.their_unchecked += found.filter(({ result }) => result === "warning").length;
    counted.our_checks += judged.length;
  }
  return counted;
}

async function findPlantedByThem({ contracts, theirs }: Rivals): Promise<void> {
  const found: [string, number | undefined][] = [];
  for (const { file, table } of contracts)
    for (const { field, type, result, diagnostics } of await theirs(file))
      if (result === "failed") found.push([`${table} ${field} ${type}`, diagnostics?.value]);
  deepStrictEqual(
    Object.fromEntries(found),
    Object.fromEntries(PLANTED.map(({ table, theirs: check, rows }) => [`${table} ${check}`, rows])),
  );
}

async function findPlantedByUs({ contracts, ours }: Rivals): Promise<void> {
  const found = new Map<string, number | null>();
  for (const { file, table } of contracts)
    for (const { checkId, failedRows } of await ours(file)) found.set(`${table} ${checkId}`, failedRows);
  for (const { table, ours: check, rows } of PLANTED)
    deepStrictEqual(found.get(`${table} ${check}`), rows, check);
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new Error(problem);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const round = (value: number): number => Math.round(value * 1000) / 1000;
