import type { MetricFamily } from "@mystocks/runtime";
import { QUALITY_SERIES, type QualityBoard } from "@mystocks/store/quality";
import type { RunnerStats } from "./judge/runner.ts";

/** Where every check stands, and what judging costs. */
export function qualityFamilies(board: QualityBoard, stats: RunnerStats): MetricFamily[] {
  const gauges = Map.groupBy(board.gauges(), ({ name }) => name);
  const counter = (name: string, help: string, value: number): MetricFamily => ({
    name,
    type: "counter",
    help,
    samples: [{ labels: {}, value }],
  });
  return [
    ...Object.entries(QUALITY_SERIES).map(([name, help]): MetricFamily => ({
      name,
      type: "gauge",
      help,
      samples: gauges.get(name as keyof typeof QUALITY_SERIES) ?? [],
    })),
    counter("mystocks_quality_runs_total", "Runs of contracts.", stats.runs),
    counter("mystocks_quality_run_seconds_total", "Time that runs of contracts took.", stats.seconds),
    counter("mystocks_quality_statements_total", "Statements that runs sent to datasets.", stats.statements),
    counter("mystocks_quality_unreachable_total", "Runs whose dataset could not be read.", stats.unreachable),
  ];
}
