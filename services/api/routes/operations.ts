import { readCursor, writeCursor, defineRoute, type Route } from "@mystocks/runtime";
import { readPulses } from "@mystocks/store";
import { z } from "zod";
import { operationListSchema, type OperationKey, type OperationSummary } from "../contract.ts";
import { figuresOf } from "../figures.ts";
import { isFiltering, matches, operationsById } from "../operations.ts";
import type { RouteParts } from "../parts.ts";
import { readTrends } from "../trend.ts";
import { resolveWindow, shownWindow, windowQuery, type TimeWindow } from "../window.ts";
import { cursorQuery, limitQuery, operationFilterQuery } from "./parameters.ts";

const query = z.strictObject({
  ...windowQuery,
  ...operationFilterQuery,
  sort: z.enum(["count", "p95", "max", "errors", "name", "time"]).default("count"),
  limit: limitQuery,
  cursor: cursorQuery,
});
type Sort = z.infer<typeof query>["sort"];

/** The window stays that of the first page, or figures would move between the pages. */
const position = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  rank: z.union([z.number(), z.string()]),
  id: z.int(),
});

export function operationsRoute({ pool, nowMs }: RouteParts): Route {
  return defineRoute({
    method: "get",
    path: "/operations",
    summary: "Operations that ran in the window, with their figures",
    needs: "viewer",
    params: z.strictObject({}),
    query,
    answer: operationListSchema,
    async run({ query }) {
      const after = query.cursor === undefined ? undefined : readCursor(query.cursor, query, position);
      const window = resolveWindow(after ?? query, nowMs());
      const { service, classification, database, kind, search, sort } = query;
      const filter = { service, classification, database, kind, search };
      const operations = await operationsById(pool);
      const keys = [...operations.values()];
      const wanted = keys.filter((key) => matches(key, filter));
      const ranked = (
        await readSummaries(
          window,
          new Map(wanted.map((key) => [key.id, key])),
          isFiltering(filter) ? wanted.map(({ id }) => id) : undefined,
        )
      ).toSorted(byRank(sort));
      const start = after === undefined ? 0 : ranked.findIndex((one) => isAfter(one, after, sort));
      const page = start < 0 ? [] : ranked.slice(start, start + query.limit);
      const last = page.at(-1);
      const isMore = last !== undefined && last !== ranked.at(-1);
      const trends = await readTrends(
        pool,
        window,
        page.map(({ key }) => key.id),
      );
      return {
        window: shownWindow(window),
        items: page.map((one) => ({ ...one, trend: trends.get(one.key.id)! })),
        total: ranked.length,
        next: isMore
          ? writeCursor({ ...shownWindow(window), rank: rankOf(last, sort), id: last.key.id }, query)
          : null,
        facets: facetsOf(keys),
      };
    },
  });

  async function readSummaries(
    { from, to, seconds }: TimeWindow,
    keys: ReadonlyMap<number, OperationKey>,
    operationIds: number[] | undefined,
  ): Promise<Ranked[]> {
    if (operationIds?.length === 0) return [];
    const limits = operationIds === undefined ? {} : { operationIds };
    const { rows } = await readPulses(pool, { from, to, by: "operation", ...limits });
    return rows.flatMap((row) => {
      const key = keys.get(row.operationId!);
      return key === undefined
        ? []
        : [{ key, figures: figuresOf(row, seconds), busySeconds: row.sumSeconds }];
    });
  }
}

interface Ranked extends Omit<OperationSummary, "trend"> {
  busySeconds: number;
}

/** What the list is sorted by: figures from large to small, names from a to z. */
function rankOf({ key, figures, busySeconds }: Ranked, sort: Sort): number | string {
  const ranks = {
    count: figures.count,
    p95: figures.p95Ms ?? -1,
    max: figures.maxMs ?? -1,
    errors: figures.errors,
    time: busySeconds,
    name: `${key.operation}\n${key.service}`,
  };
  return ranks[sort];
}

function byRank(sort: Sort): (a: Ranked, b: Ranked) => number {
  return (a, b) => comparePosition(rankOf(a, sort), a.key.id, rankOf(b, sort), b.key.id);
}

function isAfter(one: Ranked, after: z.infer<typeof position>, sort: Sort): boolean {
  return comparePosition(rankOf(one, sort), one.key.id, after.rank, after.id) > 0;
}

function comparePosition(a: number | string, aId: number, b: number | string, bId: number): number {
  if (a === b) return aId - bId;
  const isName = typeof a === "string";
  return a < b === isName ? -1 : 1;
}

function facetsOf(keys: readonly OperationKey[]) {
  const distinct = (values: string[]) => [...new Set(values)].filter(Boolean).sort();
  return {
    services: distinct(keys.map(({ service }) => service)),
    classifications: distinct(keys.map(({ classification }) => classification)),
    databases: distinct(keys.map(({ database }) => database)),
  };
}
