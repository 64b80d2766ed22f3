import { parseArgs } from "node:util";
import type { CalendarBook } from "@mystocks/calendar";
import { ContractError, explain, newestDay, type CheckResult, type Contract } from "@mystocks/checks";
import { initContract, judgeDataset, readContract } from "@mystocks/quality/run";
import type { MonitorConfig } from "@mystocks/runtime";
import { loadConfig } from "@mystocks/runtime/config";
import { MonitorError } from "@mystocks/runtime/errors";
import { readCalendars } from "../roles/read-calendars.ts";
import { readRunning } from "../embedded/running.ts";

type Request = ReturnType<typeof readRequest>;

/** Judges a dataset by its contract, shows how, or writes a first contract. Exit code 1: something fails or can't be judged. */
export async function runContracts(args: readonly string[]): Promise<number> {
  const request = readRequest(args);
  const config = await loadConfig(undefined, process.env);
  const calendars = await readCalendars(config);
  switch (request.action) {
    case "run":
      return run(request, config, calendars);
    case "init":
      return init(request, config, calendars);
    default:
      return show(request, calendars);
  }
}

async function show(request: Request, calendars: CalendarBook): Promise<number> {
  const contract = await contractOf(request.subject, calendars);
  const options = optionsOf(request, contract, calendars);
  try {
    process.stdout.write(explain(contract, { now: new Date(), ...options }));
  } catch (error) {
    throw error instanceof RangeError ? notADay(error) : error;
  }
  return 0;
}

async function run(request: Request, config: MonitorConfig, calendars: CalendarBook): Promise<number> {
  const contract = await contractOf(request.subject, calendars);
  const url = await databaseUrl(request, config, contract.server);
  const { statementTimeoutMs } = config.quality;
  const judged = await judgeDataset(
    contract,
    { url, statementTimeoutMs },
    optionsOf(request, contract, calendars),
  ).catch((cause: unknown) => unreachable(cause));
  const { id: dataset, file } = contract;
  if (request.values.json) console.log(JSON.stringify({ dataset, file, ...judged }, null, 2));
  else console.log(judged.checks.map(lineOf).join("\n"));
  return judged.checks.some(({ verdict }) => verdict === "fail" || verdict === "error") ? 1 : 0;
}

async function init(request: Request, config: MonitorConfig, { exchanges }: CalendarBook): Promise<number> {
  const { server, calendar, owner, "time-zone": timeZone } = request.values;
  const written = initContract({
    url: await databaseUrl(request, config, server),
    statementTimeoutMs: config.quality.statementTimeoutMs,
    server,
    ...tableNamed(request.subject),
    calendar,
    calendars: exchanges,
    ...(owner === undefined ? {} : { owner }),
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  process.stdout.write(await written.catch((cause: unknown) => unreachable(cause)));
  return 0;
}

/** What follows the first dot is the table's name, dots and all. */
function tableNamed(subject: string): { schema: string; table: string } {
  const dot = subject.indexOf(".");
  return dot === -1
    ? { schema: "public", table: subject }
    : { schema: subject.slice(0, dot), table: subject.slice(dot + 1) };
}

const lineOf = ({ verdict, checkId, why }: CheckResult) => `${verdict.padEnd(7)} ${checkId}: ${why.en}`;

/** What a run of the service judges too: the partition asked for, else what the contract says. */
function optionsOf({ values }: Request, contract: Contract, { open }: CalendarBook) {
  const newest = () => newestDay(contract, new Date(), open);
  const partition = values.partition ?? (contract.partition === "day" ? newest() : undefined);
  return { partition, calendars: open };
}

async function contractOf(file: string, { exchanges }: CalendarBook): Promise<Contract> {
  return readContract(file, exchanges).catch((cause: unknown) => {
    if (cause instanceof ContractError) throw new MonitorError("BODY_INVALID", cause.message, { cause });
    throw new MonitorError("USAGE", `${file} can't be read`, { cause });
  });
}

/** Flag, else the config by the server's name, else the sample of a Monitor that runs here. */
async function databaseUrl(
  { values }: Request,
  { quality: { servers }, dataDir }: MonitorConfig,
  server: string | null,
): Promise<string> {
  const configured = server === null ? undefined : servers[server]?.databaseUrl;
  const running = server === "sample" ? (await readRunning(dataDir))?.sampleDatabaseUrl : undefined;
  const url = values["database-url"] ?? configured ?? running;
  if (url !== undefined) return url;
  throw new MonitorError("USAGE", `there is no address of the database "${server ?? "(unnamed)"}"`, {
    remedy: "Give --database-url, or quality.servers.NAME.databaseUrl in the config.",
  });
}

function unreachable(cause: unknown): never {
  if (cause instanceof MonitorError) throw cause;
  if (cause instanceof RangeError) throw notADay(cause);
  const message = `The dataset's database does not answer: ${(cause as Error).message}`;
  throw new MonitorError("STORE_UNAVAILABLE", message, { cause });
}

const notADay = (cause: RangeError) =>
  new MonitorError("USAGE", `--partition: ${cause.message}`, { cause, remedy: "Write a day as YYYY-MM-DD." });

function readRequest(args: readonly string[]) {
  const { values, positionals } = parse(args);
  const [action, subject, ...rest] = positionals;
  if ((action === "run" || action === "explain" || action === "init") && subject !== undefined)
    if (rest.length === 0) return { action, subject, values };
  throw usage();
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        partition: { type: "string" },
        "database-url": { type: "string" },
        server: { type: "string", default: "sample" },
        calendar: { type: "string", default: "XSHG" },
        "time-zone": { type: "string" },
        owner: { type: "string" },
      },
    });
  } catch (cause) {
    throw usage(cause);
  }
}

const usage = (cause?: unknown) =>
  new MonitorError(
    "USAGE",
    'contracts takes "run FILE [--json] [--partition DAY]", "explain FILE" or "init [SCHEMA.]TABLE [--calendar MIC]"',
    { cause },
  );
