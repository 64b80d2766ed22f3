import { useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { JobRun } from "@mystocks/api";
import { Filter } from "../../components/filter-bar.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { jobRunsQuery } from "./queries.ts";
import { toneOfFate } from "./standing.ts";
import { useCause } from "./use-cause.ts";
import { useFigures } from "./use-figures.ts";
import { useJobWords } from "./words.ts";

/** Every planned instant with what became of it and why, newest first. */
export function RunHistory({ name }: { name: string }) {
  const words = useJobWords();
  const [fate, setFate] = useState<JobRun["fate"]>();
  const query = useInfiniteQuery(jobRunsQuery(name, fate));
  const choices = Object.entries(words.fate).map(([value, label]) => ({
    value: value as JobRun["fate"],
    label,
  }));
  return (
    <Panel
      title={words.ledger}
      aside={<Filter name={words.fateFilter} value={fate} choices={choices} onChoose={setFate} />}
    >
      <Loaded query={query}>
        {({ pages }) => {
          const runs = pages.flatMap(({ items }) => items);
          if (runs.length === 0)
            return <p className="quiet">{fate === undefined ? words.noRuns : words.noneOfFate}</p>;
          return (
            <>
              <RunTable runs={runs} />
              {query.hasNextPage && (
                <button type="button" className="button" onClick={() => void query.fetchNextPage()}>
                  {words.more}
                </button>
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function RunTable({ runs }: { runs: readonly JobRun[] }) {
  const words = useJobWords();
  const text = useText();
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="scroll" tabIndex={0} aria-label={`${words.ledger}: ${text.asTable}`}>
      <table className="runs">
        <thead>
          <tr>
            <th scope="col">{words.planned}</th>
            <th scope="col">{words.what}</th>
            <th scope="col" className="n wide">
              {words.late}
            </th>
            <th scope="col" className="n">
              {words.duration}
            </th>
            <th scope="col" className="wide">
              {words.owner}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.planned} run={run} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RunRow({ run }: { run: JobRun }) {
  const words = useJobWords();
  const nowMs = useNow();
  const { times, duration } = useFormat();
  const causeOf = useCause();
  const figuresOf = useFigures();
  const { planned, fate, askedBy, askedWhy, retryAt, attempt, owner } = run;
  const notes = [
    ...figuresOf(run),
    askedBy === null ? undefined : words.askedBy(askedBy, askedWhy ?? ""),
    causeOf(run),
    attempt > 1 ? words.attempt(String(attempt)) : undefined,
    retryAt === null ? undefined : words.retryAt(times.second(Date.parse(retryAt))),
  ].filter((note) => note !== undefined && note !== null);
  return (
    <tr>
      <th scope="row">
        <time dateTime={planned}>{times.short(Date.parse(planned), nowMs)}</time>
      </th>
      <td>
        <State state={toneOfFate(fate)}>{words.fate[fate]}</State>
        {notes.length > 0 && <span className="place run-notes">{notes.join(" · ")}</span>}
      </td>
      <td className="n wide">{duration(run.latenessMs)}</td>
      <td className="n">{duration(run.durationMs)}</td>
      <td className="wide">{owner ?? NOTHING}</td>
    </tr>
  );
}
