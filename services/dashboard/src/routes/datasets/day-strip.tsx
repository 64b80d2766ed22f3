import type { Dataset } from "@mystocks/quality";
import { Marks } from "../../components/marks.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { countsOf, TONES } from "./standing.ts";
import { useDatasetWords } from "./words.ts";

/** What the last trading days were found to be. */
export function DayStrip({ days }: Pick<Dataset, "days">) {
  const words = useDatasetWords();
  const { numbers } = useFormat();
  const counts = countsOf(days).map(([verdict, count]) =>
    words.countOf(numbers.integer(count), words.verdict[verdict]),
  );
  const marks = days.map(({ day, verdict }) => ({
    key: day,
    state: TONES[verdict],
    title: `${day}: ${words.verdict[verdict]}`,
  }));
  return (
    <Marks marks={marks} label={`${words.stripOf(numbers.integer(days.length))}: ${counts.join(", ")}`} />
  );
}
