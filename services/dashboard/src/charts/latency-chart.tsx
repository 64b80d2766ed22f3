import { useMemo } from "react";
import type { OperationDetail } from "@mystocks/api";
import { useFormat } from "../format/use-format.tsx";
import { useText } from "../i18n/text.tsx";
import type { ChartPoint } from "../live/chart-points.ts";
import type { ShownExecution } from "../live/shown-execution.ts";
import { Chart } from "./chart.tsx";
import { Dots } from "./dots.tsx";
import type { PlotData } from "./plot-data.ts";

type Properties = {
  id: string;
  points: readonly ChartPoint[];
  thresholds: OperationDetail["thresholds"];
  executions: readonly ShownExecution[];
};

const HEIGHT = 240;

/** Percentiles over time, the limits they are judged by, and the executions behind them. */
export function LatencyChart({ id, points, thresholds, executions }: Properties) {
  const text = useText();
  const { duration, roundDuration } = useFormat();
  const data = useMemo(() => percentiles(points), [points]);
  const { warningMs, criticalMs } = thresholds;
  return (
    <Chart
      id={id}
      name={text.latency}
      data={data}
      height={HEIGHT}
      formatValue={duration}
      formatTick={roundDuration}
      reach={Math.max(0, ...executions.map(({ durationMs }) => durationMs))}
      limits={[
        { value: warningMs, label: text.thresholdWarning(roundDuration(warningMs)), colour: "--warn" },
        { value: criticalMs, label: text.thresholdCritical(roundDuration(criticalMs)), colour: "--bad" },
      ]}
      renderOverlay={(plot) => <Dots plot={plot} executions={executions} />}
    />
  );
}

function percentiles(points: readonly ChartPoint[]): PlotData {
  return {
    seconds: points.map(({ second }) => second),
    layers: [
      { name: "p50", colour: "--p50", values: points.map(({ p50Ms }) => p50Ms) },
      { name: "p95", colour: "--p95", values: points.map(({ p95Ms }) => p95Ms) },
      { name: "p99", colour: "--p99", values: points.map(({ p99Ms }) => p99Ms) },
    ],
  };
}
