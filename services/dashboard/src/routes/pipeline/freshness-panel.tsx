import { useMemo } from "react";
import type { Pipeline } from "@mystocks/api";
import { Chart, ChartSwitch } from "../../charts/chart.tsx";
import { Panel } from "../../components/panel.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useWords } from "./use-words.ts";

const HEIGHT = 150;

export function FreshnessPanel({ freshness }: Pick<Pipeline, "freshness">) {
  const words = useWords();
  const { duration, roundDuration } = useFormat();
  const { points, targetMs, p99Ms } = freshness;
  const data = useMemo(
    () => ({
      seconds: points.map(({ time }) => Date.parse(time) / 1000),
      layers: [{ name: words.age, colour: "--c1", values: points.map(({ ageMs }) => ageMs) }],
    }),
    [points, words],
  );
  const limit = words.freshnessNote(roundDuration(targetMs));
  return (
    <Panel
      title={words.freshnessChart}
      note={p99Ms === null ? limit : `${words.worst(duration(p99Ms))} · ${limit}`}
      aside={<ChartSwitch id="freshness" />}
    >
      <Chart
        id="freshness"
        name={words.freshnessChart}
        data={data}
        isNamed
        height={HEIGHT}
        formatValue={duration}
        formatTick={roundDuration}
        limits={[{ value: targetMs, label: limit, colour: "--bad" }]}
      />
    </Panel>
  );
}
