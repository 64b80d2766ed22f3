import type { Job, JobDetail } from "@mystocks/api";
import { Figure } from "../../components/figure.tsx";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { figuresOf } from "./standing.ts";
import { Strip } from "./strip.tsx";
import { useCause } from "./use-cause.ts";
import { useJobWords } from "./words.ts";

export function JobFigures({ job }: { job: Job }) {
  const words = useJobWords();
  const causeOf = useCause();
  const nowMs = useNow();
  const { numbers, times, measure, duration } = useFormat();
  const { share, count, medianMs, latenessMs } = figuresOf(job.recent);
  const typical = measure(medianMs);
  const shown = (at: string | null) => (at === null ? NOTHING : times.short(Date.parse(at), nowMs));
  return (
    <div className="figures job-figures">
      <Figure label={words.next} value={shown(job.next?.at ?? null)}>
        {job.next !== null && job.next.calendar !== "open" && causeOf(job.next)}
      </Figure>
      <Figure label={words.lastSuccess} value={shown(job.lastSuccessAt)}>
        {job.successDueAt !== null && `${words.successDue} ${shown(job.successDueAt)}`}
      </Figure>
      <Figure
        label={words.successRate}
        value={share === null ? NOTHING : numbers.percent(share)}
        unit={share === null ? "" : "%"}
        trend={<Strip runs={job.recent} />}
      >
        {words.ofNewest(String(count))}
      </Figure>
      <Figure label={words.typical} value={typical.value} unit={typical.unit}>
        {latenessMs !== null && words.startedLate(duration(latenessMs))}
      </Figure>
    </div>
  );
}

export function UpcomingPanel({ upcoming }: Pick<JobDetail, "upcoming">) {
  const words = useJobWords();
  const causeOf = useCause();
  const { times } = useFormat();
  return (
    <Panel title={words.nextRuns} note={times.timeZone}>
      {upcoming.length === 0 && <p className="quiet">{words.noNext}</p>}
      <ul className="upcoming">
        {upcoming.map(({ at, calendar, ...told }) => (
          <li key={at}>
            <time dateTime={at}>
              {times.weekday(Date.parse(at))} {times.second(Date.parse(at))}
            </time>
            {calendar !== "open" && (
              <State state={calendar === "unknown" ? "bad" : "none"}>
                {words.calendar[calendar]} <span className="quiet">{causeOf(told)}</span>
              </State>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function PolicyPanel({ job: { policy }, counts }: Pick<JobDetail, "job" | "counts">) {
  const words = useJobWords();
  const { numbers, roundDuration } = useFormat();
  const { timeoutMs, overlap, catchUp, catchUpSeconds, retries } = policy;
  const all = catchUpSeconds === null ? undefined : words.catchUpAll(roundDuration(catchUpSeconds * 1000));
  return (
    <Panel title={words.policy}>
      <dl className="job-policy">
        <dt>{words.timeout}</dt>
        <dd>{timeoutMs === null ? NOTHING : roundDuration(timeoutMs)}</dd>
        <dt>{words.overlap}</dt>
        <dd>{overlap === null ? NOTHING : words.overlaps[overlap]}</dd>
        <dt>{words.catchUp}</dt>
        <dd>{all ?? (catchUp === null || catchUp === "all" ? NOTHING : words.catchUps[catchUp])}</dd>
        <dt>{words.retries}</dt>
        <dd>
          {retries === null
            ? words.noRetries
            : words.triedAgain(numbers.integer(retries.times), roundDuration(retries.afterMs))}
        </dd>
        <dt>{words.counts}</dt>
        <dd>
          {counts.map(({ fate, runs }) => `${numbers.integer(runs)} ${words.fate[fate]}`).join(" · ") ||
            NOTHING}
        </dd>
      </dl>
    </Panel>
  );
}
