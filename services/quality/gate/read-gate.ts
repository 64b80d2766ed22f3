import {
  calendarOf,
  dueAt,
  missingSymbolsStatement,
  neverRun,
  newestDueDay,
  readTableFacts,
  tableFactsStatement,
  type Check,
  type Contract,
} from "@mystocks/checks";
import { MonitorError } from "@mystocks/runtime";
import {
  readCheckStandings,
  readQualityDayChecks,
  readRunSamples,
  type CheckStanding,
  type DayCheck,
} from "@mystocks/store/quality";
import type { Gate } from "../contract.ts";
import { contractOf, type HttpParts } from "../http/parts.ts";
import { withDataset } from "../judge/dataset-connection.ts";
import { problemOf } from "../judge/problem-of.ts";
import { decideGate, worstState, type GateCheck } from "./decide-gate.ts";

export interface GateQuestion {
  datasets: readonly string[];
  day: string | undefined;
  symbols: readonly string[] | undefined;
  failClosed: boolean;
}

const MOST_SAMPLES = 10_000;
/** Trading days before the day that are looked back at for holes. */
const DAYS_BACK = 10;

/** Asks of every dataset whether it is good enough; the worst answer counts. */
export async function readGate(parts: HttpParts, question: GateQuestion): Promise<Gate> {
  const contracts = question.datasets.map((dataset) => contractOf(parts, dataset));
  const day = question.day ?? newestDueDay(contracts[0]!, parts.now(), parts.calendars);
  if (day === undefined)
    throw new MonitorError(
      "PARAMETER_INVALID",
      "The calendar does not know what the newest trading day is.",
      {
        field: "day",
        remedy: "Name the day, and update the calendar.",
      },
    );
  const answers = await Promise.all(
    contracts.map((contract) => readDataset(parts, contract, { ...question, day })),
  );
  return {
    state: worstState(answers.map(({ dataset }) => dataset.state)),
    day,
    datasets: answers.map(({ dataset }) => dataset),
    reasons: answers.flatMap(({ reasons }) => reasons),
  };
}

type Asked = GateQuestion & { day: string };

async function readDataset(parts: HttpParts, contract: Contract, { day, symbols, failClosed }: Asked) {
  const { now, calendars } = parts;
  const calendar = calendarOf(contract, calendars);
  const standings = await readCheckStandings(parts.pool, contract.name);
  const { checks, judgedAtMs } = await judgedChecks(parts, contract, { day, symbols, standings });
  const { missing: missingSymbols, unreadable } = await missingOf(parts, contract, {
    day,
    symbols,
    standings,
  });
  const { state, reasons } = decideGate(
    {
      dataset: contract.name,
      day,
      isOpen: calendar.isTradingDay(day),
      checks,
      judgedAtMs,
      dueMs: dueAt(contract, day, calendar) ?? null,
      missingSymbols,
      unreadable,
      symbols: symbols?.length ?? null,
    },
    { failClosed },
  );
  const freshness = standings.find(({ kind, details }) => kind === "freshness" && details.unit === "seconds");
  return {
    reasons,
    dataset: {
      dataset: contract.name,
      state,
      judgedAt: judgedAtMs === null ? null : new Date(judgedAtMs).toISOString(),
      ageSeconds: judgedAtMs === null ? null : Math.max(0, (now().getTime() - judgedAtMs) / 1000),
      freshnessSeconds: freshness?.value ?? null,
      missingSymbols: [...missingSymbols],
      missingDates: await missingDates(parts, contract, day),
    },
  };
}

interface Narrowed {
  day: string;
  symbols: readonly string[] | undefined;
  standings: readonly CheckStanding[];
}

/**
 * Where a run is about one day the day's own verdicts count, else those of the whole table, which the day is part of; and
 * beside them what loaders told of the day. A check of the contract that is not among them is unknown.
 */
async function judgedChecks(parts: HttpParts, contract: Contract, { day, symbols, standings }: Narrowed) {
  const ofDay = await readQualityDayChecks(parts.pool, { dataset: contract.name, from: day, to: day });
  const told = new Set(standings.flatMap(({ origin, checkId }) => (origin === "service" ? [checkId] : [])));
  const isByDay = contract.partition === "day" || standings.every(({ origin }) => origin === "service");
  const judged: readonly (DayCheck | CheckStanding)[] = isByDay
    ? ofDay.filter(({ checkId }) => !told.has(checkId))
    : standings.filter(({ origin }) => origin === "contract");
  const found = [...judged, ...ofDay.filter(({ checkId }) => told.has(checkId))];
  const words = new Map(standings.map(({ checkId, runId, why }) => [`${runId}/${checkId}`, why]));
  const checks = await Promise.all(
    found.map(async (one): Promise<GateCheck> => ({
      check: one.checkId,
      verdict: one.verdict,
      why: words.get(`${one.runId}/${one.checkId}`) ?? {
        en: `check ${one.checkId}: ${one.verdict} on ${day}`,
        zh: `检查 ${one.checkId}：${day} 结果为 ${one.verdict}`,
      },
      isOfOthers:
        symbols !== undefined &&
        (one.verdict === "fail" || one.verdict === "warn") &&
        (await failsForOthers(parts, contract, one, symbols)),
    })),
  );
  const ids = new Set(judged.map(({ checkId }) => checkId));
  const unjudged = contract.checks.filter(({ id }) => !ids.has(id)).map(neverJudged);
  return {
    checks: [...checks, ...unjudged],
    judgedAtMs: judged.length === 0 ? null : Math.max(...judged.map((one) => one.judgedAtMs)),
  };
}

function neverJudged(check: Check): GateCheck {
  const { checkId, verdict, why } = neverRun(check);
  const words = { en: `check ${checkId} ${why.en}`, zh: `检查 ${checkId}：${why.zh}` };
  return { check: checkId, verdict, why: words, isOfOthers: false };
}

/** Only where every failed row is known, and says which symbol it is of. */
async function failsForOthers(
  { pool }: HttpParts,
  { symbol }: Contract,
  found: DayCheck | CheckStanding,
  symbols: readonly string[],
): Promise<boolean> {
  if (symbol === null || !("failedRows" in found) || found.failedRows === null) return false;
  const rows = await readRunSamples(pool, {
    runId: found.runId,
    checkId: found.checkId,
    limit: MOST_SAMPLES,
  });
  if (rows.length < found.failedRows) return false;
  const failing = rows.map(({ key, row }) => row[symbol] ?? key[symbol] ?? row["symbol"]);
  return failing.every((one) => typeof one === "string" && !symbols.includes(one));
}

interface Missing {
  missing: readonly string[];
  unreadable: string | null;
}

/** Of those asked for by asking the dataset; without, what the check on gaps kept of this day. */
async function missingOf(
  parts: HttpParts,
  contract: Contract,
  { day, symbols, standings }: Narrowed,
): Promise<Missing> {
  if (symbols !== undefined) return withoutRow(parts, contract, { day, symbols });
  const gaps = standings.find(({ kind, verdict }) => kind === "gaps" && verdict === "fail");
  if (gaps === undefined) return { missing: [], unreadable: null };
  const rows = await readRunSamples(parts.pool, {
    runId: gaps.runId,
    checkId: gaps.checkId,
    limit: MOST_SAMPLES,
  });
  const ofDay = rows.filter(({ row }) => row["missing"]?.startsWith(day));
  const missing = new Set(ofDay.flatMap(({ row }) => row["symbol"] ?? []));
  return { missing: [...missing].sort(), unreadable: null };
}

async function withoutRow(
  { urls, statementTimeoutMs, now }: HttpParts,
  contract: Contract,
  { day, symbols }: { day: string; symbols: readonly string[] },
): Promise<Missing> {
  const url = urls[contract.server ?? ""];
  if (contract.symbol === null || contract.time === null)
    throw new MonitorError(
      "PARAMETER_INVALID",
      `The contract of ${contract.name} names no symbol and bar time.`,
      {
        field: "symbols",
        remedy: "Set symbol and time in its property mystocks, or ask without symbols.",
      },
    );
  if (contract.dialect === "tdengine")
    return { missing: [], unreadable: "TDengine is not asked for symbols" };
  if (url === undefined)
    return { missing: [], unreadable: `quality.servers has no databaseUrl for "${contract.server ?? ""}"` };
  try {
    return await withDataset(url, { statementTimeoutMs }, async (client) => {
      const facts = readTableFacts((await client.query(tableFactsStatement(contract))).rows);
      const statement = facts && missingSymbolsStatement(contract, facts, { day, symbols, now: now() });
      if (statement === undefined) return { missing: symbols, unreadable: null };
      const { rows } = await client.query<{ symbol: string }>(statement.text, statement.values);
      return { missing: rows.map(({ symbol }) => symbol), unreadable: null };
    });
  } catch (error) {
    return { missing: [], unreadable: (error as Error).message };
  }
}

/** Trading days just before the day on which data was found late or incomplete and is so still. */
async function missingDates(
  { pool, calendars }: HttpParts,
  contract: Contract,
  day: string,
): Promise<string[]> {
  const calendar = calendarOf(contract, calendars);
  let from = day;
  for (let back = 0; back < DAYS_BACK; back++) from = calendar.previousTradingDay(from) ?? from;
  const kinds = new Map(contract.checks.map(({ id, spec }) => [id, spec.kind]));
  const found = await readQualityDayChecks(pool, { dataset: contract.name, from, to: day });
  const holes = found.filter(({ checkId, verdict, day: judged }) => {
    const problem = problemOf(kinds.get(checkId) ?? "");
    return judged < day && verdict === "fail" && (problem === "late" || problem === "incomplete");
  });
  return [...new Set(holes.map(({ day: judged }) => judged))];
}
