import type { JobRun } from "@mystocks/api";
import { toneOfFate } from "./standing.ts";
import { useJobWords } from "./words.ts";

/** What became of the newest instants, the newest on the right: troubled ones are tall. */
export function Strip({ runs }: { runs: readonly JobRun[] }) {
  const words = useJobWords();
  const counts = [...Map.groupBy(runs, ({ fate }) => fate)].map(([fate, { length }]) =>
    words.countOf(length, words.fate[fate]),
  );
  return (
    <span className="fates">
      <span className="hidden">
        {words.newestRuns(String(runs.length))}: {counts.join(", ")}
      </span>
      {runs.toReversed().map(({ planned, fate }) => (
        <i
          key={planned}
          aria-hidden="true"
          className={fate === "running" ? "ok is-open" : toneOfFate(fate)}
        />
      ))}
    </span>
  );
}
