import { eventually } from "@mystocks/runtime/testing";
import type { Stack } from "@mystocks/stack";
import { askMonitor, askPrometheus, type Figures } from "./figures.ts";
import type { HistogramKind } from "./histogram-kinds.ts";
import type { Workload } from "./workload-process.ts";

export interface Read {
  prometheus: Figures;
  monitor: Figures;
  /** Seconds each operation took, as the service measured it. */
  durations: number[];
}

interface Parts {
  stack: Stack;
  prometheusUrl: string;
  kind: HistogramKind;
  workload: Workload;
}

/** Runs the workload and reads its figures from both, over the time from the scrape before it to the scrape after it. */
export async function readBoth({ stack, prometheusUrl, kind, workload }: Parts): Promise<Read> {
  const { service, total } = kind;
  const ask = (query: string, atSeconds?: number) => askPrometheus(prometheusUrl, query, atSeconds);
  const lastScrape = () => ask(`timestamp(mystocks_operation_errors_total{service="${service}"})`);
  const scraped = async (count: number) => {
    await eventually(
      () => ask(total),
      (seen) => seen === count,
    );
    return lastScrape();
  };
  // The second scrape: then the operation before the rest has ended in an earlier second, and Monitor's window is free of it.
  const first = await scraped(1);
  const before = await eventually(lastScrape, (seconds) => seconds > first);
  const durations = await workload.run();
  const after = await scraped(durations.length + 1);
  const token = await stack.token();
  const monitor = await eventually(
    () =>
      askMonitor(
        { dashboard: stack.urls.dashboard, token },
        { service, fromSeconds: Math.floor(before), toSeconds: Math.ceil(after) },
      ),
    ({ count }) => count === durations.length,
  );
  const range = `${Math.round((after - before) * 1_000) + 1}ms`;
  const errors = `sum(increase(mystocks_operation_errors_total{service="${service}"}[${range}]))`;
  return {
    durations,
    monitor,
    prometheus: {
      count: await ask(kind.count(range), after),
      errors: await ask(errors, after),
      p95Seconds: await ask(kind.p95(range), after),
    },
  };
}
