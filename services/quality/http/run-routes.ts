import { calendarOf, type Contract } from "@mystocks/checks";
import { bindRoute, MonitorError, readCursor, writeCursor, type Route } from "@mystocks/runtime";
import {
  acceptQualityDay,
  readQualityDayChecks,
  readQualityDays,
  readQualityRuns,
} from "@mystocks/store/quality";
import { z } from "zod";
import { declarations } from "../declarations.ts";
import { dateSpan, daysWithin, type DateSpan } from "./date-span.ts";
import { shownDay, shownTime } from "./dataset-view.ts";
import { contractOf, type HttpParts } from "./parts.ts";

const position = z.strictObject({ beforeId: z.string() });
/** A month of trading days a request; a year is twelve requests, each seen to its end. */
const MOST_DAYS = 31;

/** Runs, and the days that they judged. */
export function runRoutes(parts: HttpParts): Route[] {
  const { pool, contracts, runner, now } = parts;
  return [
    bindRoute(declarations.listRuns, async ({ params, query }) => {
      const before = query.cursor === undefined ? {} : readCursor(query.cursor, query, position);
      const found = await readQualityRuns(pool, {
        ...params,
        ...before,
        origin: query.origin,
        limit: query.limit + 1,
      });
      const page = found.slice(0, query.limit);
      const last = found.length > query.limit ? page.at(-1) : undefined;
      return {
        items: page.map(({ runId, startedAtMs, ...rest }) => ({
          run: runId,
          startedAt: shownTime(startedAtMs),
          ...rest,
        })),
        next: last === undefined ? null : writeCursor({ beforeId: last.runId }, query),
      };
    }),
    bindRoute(declarations.judgeDataset, async ({ params, body, principal }) => {
      const contract = contractOf(parts, params.dataset);
      const asked = { by: principal!.name, why: body.why };
      if (body.from === undefined && body.to === undefined)
        return { runs: [{ day: null, run: await runner.run(contract, { cause: "asked", asked }) }] };
      const runs: { day: string; run: string }[] = [];
      for (const day of tradingDays(parts, contract, body))
        runs.push({ day, run: await runner.run(contract, { cause: "backfill", day, asked }) });
      return { runs };
    }),
    bindRoute(declarations.listDays, async ({ params, query }) => {
      const span = dateSpan(query, now());
      const contract = contracts.named(params.dataset);
      const calendar = contract && calendarOf(contract, parts.calendars);
      const days = await readQualityDays(pool, { ...params, ...span });
      const checks = Map.groupBy(await readQualityDayChecks(pool, { ...params, ...span }), ({ day }) => day);
      return {
        days: daysWithin(span).map((day) => ({
          ...shownDay(
            day,
            days.find((found) => found.day === day),
          ),
          isOpen: calendar?.isTradingDay(day) ?? ("unknown" as const),
          checks: (checks.get(day) ?? []).map(({ checkId, verdict, worst, runs, value }) => ({
            check: checkId,
            verdict: verdict as "pass",
            worst: worst as "pass",
            runs,
            value,
          })),
        })),
      };
    }),
    bindRoute(declarations.acceptDay, async ({ params, body, principal }) => {
      const isThere = await acceptQualityDay(pool, { ...params, by: principal!.name, why: body.why });
      if (!isThere) contractOf(parts, params.dataset);
      if (!isThere)
        throw new MonitorError("NOT_FOUND", `Dataset "${params.dataset}" was never judged.`, {
          field: "dataset",
          remedy: "Judge the day first.",
        });
      return undefined;
    }),
  ];
}

/** Trading days of the span that have begun. Throws PARAMETER_INVALID where there is none. */
function tradingDays(
  { now, calendars }: HttpParts,
  contract: Contract,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): readonly string[] {
  const begin = from ?? to!;
  const span: DateSpan = dateSpan({ from: begin, to: to ?? begin }, now());
  if (contract.time === null)
    throw refusal(
      "from",
      `${contract.name} has no bar time, so no row belongs to a day`,
      "neither from nor to",
    );
  const calendar = calendarOf(contract, calendars);
  const days = calendar.tradingDays(span.from, span.to);
  if (days === "unknown")
    throw refusal(
      "to",
      `the calendar ${contract.calendar} does not know these days`,
      `up to ${calendar.horizon}`,
    );
  const begun = days.filter((day) => day <= calendar.dayOf(now().getTime()));
  if (begun.length === 0) throw refusal("from", "there is no trading day that has begun", "an open day");
  if (begun.length > MOST_DAYS)
    throw refusal(
      "from",
      `${begun.length} trading days are too many for one request`,
      `at most ${MOST_DAYS}`,
    );
  return begun;
}

const refusal = (field: string, message: string, allowed: string) =>
  new MonitorError("BODY_INVALID", message, { field, allowed: [allowed] });
