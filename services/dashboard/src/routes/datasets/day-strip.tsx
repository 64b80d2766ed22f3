import type { Dataset } from "@mystocks/quality";
import { useFormat } from "../../format/use-format.tsx";
import { TONES } from "./standing.ts";
import { useDatasetWords } from "./words.ts";

/** What the last trading days were found to be, the newest on the right: troubled ones are tall. */
export function DayStrip({ days }: Pick<Dataset, "days">) {
  const words = useDatasetWords();
  const { numbers } = useFormat();
  const counts = [...Map.groupBy(days, ({ verdict }) => verdict)].map(([verdict, { length }]) =>
    words.countOf(numbers.integer(length), words.verdict[verdict]),
  );
  return (
    <span
      className="strip days"
      role="img"
      aria-label={`${words.stripOf(numbers.integer(days.length))}: ${counts.join(", ")}`}
    >
      {days.map(({ day, verdict }) => (
        <span key={day} className={TONES[verdict]} title={`${day}: ${words.verdict[verdict]}`} />
      ))}
    </span>
  );
}
