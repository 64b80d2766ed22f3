import { isDeepStrictEqual } from "node:util";
import { shown, type Run } from "./job-runs.ts";
import { runIn } from "./script-pod.ts";
import { until, type Space } from "./space.ts";

export const PREWARM = "cache_prewarm:market-data";
export const EVICT = "cache_evict:market-data";
/** Keys that the example's prewarm asks for. */
export const TOP = 20;

/** What the sample tells of its caches, of each path a part. */
interface Told {
  hotKeys?: { keyPattern: string }[];
  /** How the newest of its runs went. */
  last?: { done: Record<string, unknown> | null } | null;
}

/** Name space of the sample that a release calls. */
export const shopOf = (space: Space) => space.beside("shop");

/** Asked within the sample's pod. */
export function told(shop: Space, path: string): Told {
  const url = `http://127.0.0.1:8100/api/cache/${path}`;
  const program = `fetch("${url}").then(async (answer) => console.log(await answer.text()))`;
  return JSON.parse(runIn(shop, "deployment/market-data", program)) as Told;
}

/** As many as a prewarm asks for, of those that are kept for long. */
export async function knowsHotKeys(shop: Space): Promise<void> {
  await until(`${TOP} hot keys of the sample`, 120, () => {
    const { hotKeys = [] } = told(shop, "hot-keys?limit=200");
    return hotKeys.filter(({ keyPattern }) => keyPattern === "daily_kline").length >= TOP ? true : undefined;
  });
}

const TELLS = { [PREWARM]: "prewarming/status", [EVICT]: "eviction/stats" };

/** What is wrong when a run did not succeed, or its figures are not what the service tells of its work. */
export function runProblems(shop: Space, job: keyof typeof TELLS, run: Run): string[] {
  if (run.fate !== "ok") return [shown(job, run)];
  const { last } = told(shop, TELLS[job]);
  const { failures: _, ...done } = last?.done ?? {};
  return isDeepStrictEqual(run.figures, done)
    ? []
    : [`${shown(job, run)} in the ledger, the service tells ${JSON.stringify(last)}`];
}
