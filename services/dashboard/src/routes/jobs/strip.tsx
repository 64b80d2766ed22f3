import type { JobRun } from "@mystocks/api";
import { Marks } from "../../components/marks.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { toneOfFate } from "./standing.ts";
import { useJobWords } from "./words.ts";

/** What became of the newest instants. */
export function Strip({ runs }: { runs: readonly JobRun[] }) {
  const words = useJobWords();
  const nowMs = useNow();
  const { times } = useFormat();
  const counts = [...Map.groupBy(runs, ({ fate }) => fate)].map(([fate, { length }]) =>
    words.countOf(length, words.fate[fate]),
  );
  const marks = runs.toReversed().map(({ planned, fate }) => ({
    key: planned,
    state: fate === "running" ? "ok" : toneOfFate(fate),
    title: `${times.short(Date.parse(planned), nowMs)}: ${words.fate[fate]}`,
    isRunning: fate === "running",
  }));
  return <Marks marks={marks} label={`${words.newestRuns(String(runs.length))}: ${counts.join(", ")}`} />;
}
