import { failingRowsSql, newestDay, type Contract } from "@mystocks/checks";
import { bindRoute, MonitorError, type Route } from "@mystocks/runtime";
import {
  readCheckHistory,
  readCheckStandings,
  readDatasetStandings,
  readQualityDays,
  readRunSamples,
  type DatasetStanding,
} from "@mystocks/store/quality";
import type { Dataset, QualityCheckView } from "../contract.ts";
import { declarations } from "../declarations.ts";
import { dateSpan } from "./date-span.ts";
import { daysOf, shownCheck, shownDataset, shownDay, shownTime } from "./dataset-view.ts";
import type { HttpParts } from "./parts.ts";

/** Datasets, their checks, and the rows that fail them. */
export function datasetRoutes(parts: HttpParts): Route[] {
  const { pool, contracts, calendars, now } = parts;
  return [
    bindRoute(declarations.listDatasets, async ({ query }) => {
      const standings = await readDatasetStandings(pool);
      const known = [...contracts.all.map(({ name }) => name), ...standings.map(({ dataset }) => dataset)];
      const items = await shownDatasets(parts, {
        names: [...new Set(known)].sort(),
        standings,
        days: query.days,
      });
      const problem = contracts.problem;
      return { items, problems: problem === undefined ? [] : [{ file: "quality.contracts", problem }] };
    }),
    bindRoute(declarations.readDataset, async ({ params, query }) => {
      const contract = contracts.named(params.dataset);
      const standing = await standingOf(parts, params.dataset, contract);
      const [shown] = await shownDatasets(parts, {
        names: [params.dataset],
        standings: standing === undefined ? [] : [standing],
        days: query.days,
      });
      return {
        ...shown!,
        timeZone: contract?.timeZone ?? null,
        partition: contract?.partition ?? null,
        newestDay: contract === undefined ? null : (newestDay(contract, now(), calendars) ?? null),
        checks: await shownChecks(parts, params.dataset, contract),
      };
    }),
    bindRoute(declarations.checkHistory, async ({ params, query }) => {
      const { from, to } = dateSpan(query, now());
      const points = await readCheckHistory(pool, {
        dataset: params.dataset,
        checkId: params.check,
        from: new Date(`${from}T00:00:00Z`),
        to: new Date(`${to}T23:59:59.999Z`),
        limit: query.limit,
      });
      return {
        points: points.map(({ runId, atMs, ...rest }) => ({
          run: runId,
          at: shownTime(atMs),
          ...rest,
        })) as never,
      };
    }),
    bindRoute(declarations.failedRows, async ({ params, query }) => {
      const standings = await readCheckStandings(pool, params.dataset);
      const contract = contracts.named(params.dataset);
      const standing = standings.find(({ checkId }) => checkId === params.check);
      const known = contract?.checks.find(({ id }) => id === params.check);
      if (standing === undefined && known === undefined) throw noCheck(params.dataset, params.check);
      const runId = query.run ?? standing?.runId ?? null;
      const rows =
        runId === null
          ? []
          : await readRunSamples(pool, { runId, checkId: params.check, limit: query.limit });
      const isNewest = runId !== null && runId === standing?.runId;
      return {
        run: runId,
        judgedAt: isNewest ? shownTime(standing.judgedAtMs) : null,
        columns: known?.columns ?? standing?.details.columns ?? [],
        failedRows: isNewest ? standing.failedRows : null,
        rows,
        sql:
          contract === undefined
            ? null
            : (failingRowsSql(contract, params.check, { now: now(), calendars }) ?? null),
      };
    }),
  ];
}

interface Shown {
  names: readonly string[];
  standings: readonly DatasetStanding[];
  /** How many of the last trading days. */
  days: number;
}

async function shownDatasets(parts: HttpParts, { names, standings, days: count }: Shown): Promise<Dataset[]> {
  const { contracts, pool } = parts;
  const dated = names.map((name) => ({ name, days: daysOf(contracts.named(name), count, parts) }));
  const days = dated.flatMap(({ days: own }) => own).sort();
  const found = days.length === 0 ? [] : await readQualityDays(pool, { from: days[0]!, to: days.at(-1)! });
  const byDay = new Map(found.map((day) => [`${day.dataset}/${day.day}`, day]));
  const byName = new Map(standings.map((standing) => [standing.dataset, standing]));
  return dated.map(({ name, days: own }) =>
    shownDataset(
      contracts.named(name),
      byName.get(name),
      own.map((day) => shownDay(day, byDay.get(`${name}/${day}`))),
    ),
  );
}

async function shownChecks(
  { pool }: HttpParts,
  dataset: string,
  contract: Contract | undefined,
): Promise<QualityCheckView[]> {
  const standings = await readCheckStandings(pool, dataset);
  const byId = new Map(standings.map((standing) => [standing.checkId, standing]));
  const promised = (contract?.checks ?? []).map((check) => shownCheck(check, byId.get(check.id)));
  const ids = new Set(promised.map(({ check }) => check));
  const told = standings.filter(({ checkId, origin }) => origin === "service" && !ids.has(checkId));
  return [...promised, ...told.map((standing) => shownCheck(undefined, standing))];
}

async function standingOf(
  { pool, contracts }: HttpParts,
  dataset: string,
  contract: Contract | undefined,
): Promise<DatasetStanding | undefined> {
  const standing = (await readDatasetStandings(pool)).find((one) => one.dataset === dataset);
  if (standing === undefined && contract === undefined)
    throw new MonitorError("NOT_FOUND", `There is no dataset "${dataset}".`, {
      field: "dataset",
      allowed: contracts.all.map(({ name }) => name).slice(0, 20),
    });
  return standing;
}

function noCheck(dataset: string, check: string): MonitorError {
  return new MonitorError("NOT_FOUND", `Dataset "${dataset}" has no check "${check}".`, {
    field: "check",
    remedy: `GET /datasets/${encodeURIComponent(dataset)} lists its checks.`,
  });
}
