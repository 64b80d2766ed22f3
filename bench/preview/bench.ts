import { monitorEventLoopDelay } from "node:perf_hooks";
import { calendarBook } from "@mystocks/calendar";
import { LiveStore, previewWindow, refill, runPreview } from "@mystocks/alerting/testing";
import { parse, selectorsOf } from "@mystocks/promql";
import { parseRuleFile } from "@mystocks/rules";
import type pg from "pg";
import type { BenchResult } from "../result.ts";
import { withFilledWeek } from "./filled-week.ts";
import { measurePeer } from "./peer.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";

const TARGET_SCALAR_SECONDS = 2;
const TARGET_HISTOGRAM_SECONDS = 8;
const OPERATIONS = 100;
const DAY_MS = 86_400_000;
/** What rules that look back read, for the time of a start. */
const LONG_READS = [
  "increase(mystocks_operation_errors_total[6h])",
  "mystocks_operation_errors_total offset 1d",
];

/**
 * A draft rule tried over the last 7 days of 100 operations that never rest, and how long it holds up the thread that
 * judges. The ratio is the worse of the two parts of their target that scalars and histograms take.
 */
export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const days = quick ? 1 : 7;
  return withFilledWeek({ operations: OPERATIONS, days: days + 1.2 }, async (pool, nowMs) => {
    const figures: Record<string, number> = {};
    const parts = { scalar: 0, histogram: 0 };
    for (const scenario of SCENARIOS) {
      const { seconds, stallMs } = await measure(pool, scenario, {
        days,
        nowMs,
        rounds: quick ? 1 : scenario.hasHistograms ? 2 : 3,
      });
      Object.assign(figures, { [`${scenario.name}_s`]: seconds, [`${scenario.name}_stall_ms`]: stallMs });
      const kind = scenario.hasHistograms ? "histogram" : "scalar";
      parts[kind] = Math.max(parts[kind], seconds);
    }
    Object.assign(figures, await measureStarts(pool, nowMs), await measurePeer(pool, { days, nowMs }));
    figures["most_resident_mib"] = process.resourceUsage().maxRSS / 1024;
    const ratio = Math.max(parts.scalar / TARGET_SCALAR_SECONDS, parts.histogram / TARGET_HISTOGRAM_SECONDS);
    return {
      bench: "preview",
      figures,
      peer: "Prometheus 2.42, query_range of errors_by_operation over the same samples",
      ratio,
      target: 1,
      met: ratio <= 1,
    };
  });
}

/** Median of the rounds, and the longest time that nothing else could run. */
async function measure(
  pool: pg.Pool,
  scenario: Scenario,
  { days, nowMs, rounds }: { days: number; nowMs: number; rounds: number },
): Promise<{ seconds: number; stallMs: number }> {
  const window = previewWindow(days * DAY_MS, nowMs);
  const rule = { alert: scenario.name, expr: scenario.expression, for: "2m" };
  const { groups } = parseRuleFile(
    "draft.yml",
    JSON.stringify({ groups: [{ name: "draft", rules: [rule] }] }),
  );
  const parts = {
    pool,
    live: new LiveStore(nowMs),
    calendars: calendarBook().find,
    inForce: [],
    publicUrl: "",
  };
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    delays.enable();
    const begun = performance.now();
    const report = await runPreview(parts, groups, window);
    times.push((performance.now() - begun) / 1000);
    delays.disable();
    const { firings, faults } = report.rules[0]!;
    if (firings !== scenario.firings(OPERATIONS) || faults.length > 0)
      throw new Error(`${scenario.name}: ${firings} firings, ${faults.join("; ")}`);
  }
  return { seconds: median(times), stallMs: delays.max / 1e6 };
}

/** A start with rules that read minutes, and one with rules that read days back. */
async function measureStarts(pool: pg.Pool, nowMs: number): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const reads = LONG_READS.map((text) => {
    const [leaf] = selectorsOf(parse(text));
    return { matchers: leaf!.matchers, ageMs: leaf!.rangeMs + leaf!.offsetMs };
  });
  for (const [name, asked] of [
    ["start_15min_s", []],
    ["start_6h_and_1d_s", reads],
  ] as const) {
    const begun = performance.now();
    const { store } = await refill(pool, nowMs, asked);
    store.tick(nowMs);
    figures[name] = (performance.now() - begun) / 1000;
  }
  return figures;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
