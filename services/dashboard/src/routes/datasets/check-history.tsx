import { useQuery } from "@tanstack/react-query";
import type { CheckHistory, DatasetDetail } from "@mystocks/quality";
import { Sparkline } from "../../charts/sparkline.tsx";
import { Marks } from "../../components/marks.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { checkHistoryQuery } from "./queries.ts";
import { countsOf, TONES } from "./standing.ts";
import { useDatasetWords } from "./words.ts";

type Properties = { dataset: string; check: DatasetDetail["checks"][number] };

/** Its values and verdicts over the last runs, the newest on the right. */
export function CheckHistoryChart({ dataset, check }: Properties) {
  const words = useDatasetWords();
  const { data } = useQuery(checkHistoryQuery(dataset, check.check));
  if (data === undefined) return null;
  const points = data.points.toReversed();
  if (points.length === 0) return <p className="quiet">{words.noHistory}</p>;
  return (
    <div className="check-history">
      <Sparkline values={points.map(({ value }) => value)} width={240} height={36} />
      <Verdicts points={points} />
    </div>
  );
}

function Verdicts({ points }: { points: CheckHistory["points"] }) {
  const words = useDatasetWords();
  const nowMs = useNow();
  const { numbers, times } = useFormat();
  const counts = countsOf(points).map(([verdict, count]) =>
    words.countOf(numbers.integer(count), words.verdict[verdict]),
  );
  const marks = points.map(({ run, at, verdict }) => ({
    key: run,
    state: TONES[verdict],
    title: `${times.short(Date.parse(at), nowMs)}: ${words.verdict[verdict]}`,
  }));
  return <Marks marks={marks} label={`${words.history}: ${counts.join(", ")}`} />;
}
