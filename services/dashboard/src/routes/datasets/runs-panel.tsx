import { useInfiniteQuery } from "@tanstack/react-query";
import type { QualityRunList } from "@mystocks/quality";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { useNow } from "../../components/use-now.ts";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { qualityRunsQuery } from "./queries.ts";
import { useDatasetWords } from "./words.ts";

type Run = QualityRunList["items"][number];

/** Why it was judged, what that cost and what it found, newest first. */
export function RunsPanel({ dataset }: { dataset: string }) {
  const words = useDatasetWords();
  const text = useText();
  const query = useInfiniteQuery(qualityRunsQuery(dataset));
  return (
    <Panel title={words.runs}>
      <Loaded query={query}>
        {({ pages }) => (
          <>
            {/* What scrolls must be reachable by keyboard. */}
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <section className="scroll" tabIndex={0} aria-label={`${words.runs}: ${text.asTable}`}>
              <table className="quality-runs">
                <thead>
                  <tr>
                    <th scope="col">{words.started}</th>
                    <th scope="col">{words.why}</th>
                    <th scope="col">{words.found}</th>
                    <th scope="col" className="n">
                      {words.took}
                    </th>
                    <th scope="col" className="n wide">
                      {words.day}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {pages.flatMap(({ items }) => items.map((run) => <Row key={run.run} run={run} />))}
                </tbody>
              </table>
            </section>
            {query.hasNextPage && (
              <button type="button" className="button" onClick={() => void query.fetchNextPage()}>
                {words.more}
              </button>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Row({ run: { startedAt, cause, askedBy, askedWhy, verdicts, durationMs, day } }: { run: Run }) {
  const words = useDatasetWords();
  const nowMs = useNow();
  const { numbers, times, duration } = useFormat();
  const found = Object.entries(verdicts)
    .filter(([verdict]) => verdict !== "skipped")
    .map(([verdict, count]) => words.countOf(numbers.integer(count), words.verdict[verdict as "pass"]));
  return (
    <tr>
      <th scope="row">{times.short(Date.parse(startedAt), nowMs)}</th>
      <td>
        {words.cause[cause] ?? words.toldBy(cause)}
        {askedBy !== null && <span className="place quiet">{words.by(askedBy, askedWhy ?? "")}</span>}
      </td>
      <td>{found.join(", ") || words.verdict.skipped}</td>
      {/* A loader tells what it found, not how long it looked. */}
      <td className="n">{durationMs === 0 ? NOTHING : duration(durationMs)}</td>
      <td className="n wide">{day ?? NOTHING}</td>
    </tr>
  );
}
