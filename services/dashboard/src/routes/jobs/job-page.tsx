import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Job } from "@mystocks/api";
import { Loaded } from "../../components/loaded.tsx";
import { State } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { JobActions } from "./job-actions.tsx";
import { JobFigures, PolicyPanel, UpcomingPanel } from "./job-facts.tsx";
import "./jobs.css";
import { jobQuery } from "./queries.ts";
import { RunHistory } from "./run-history.tsx";
import { scheduleText } from "./schedule-text.ts";
import { standingOf, TONES } from "./standing.ts";
import { useJobWords } from "./words.ts";

export function JobPage() {
  const { name } = useParams({ from: "/jobs/$name" });
  const query = useQuery(jobQuery(name));
  return (
    <>
      <Title name={name}>{query.data && <Plan job={query.data.job} />}</Title>
      <Loaded query={query}>
        {({ job, upcoming, counts }) => (
          <>
            <Head job={job} />
            <JobFigures job={job} />
            <div className="columns halves">
              <UpcomingPanel upcoming={upcoming} />
              <PolicyPanel job={job} counts={counts} />
            </div>
            <RunHistory name={name} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Plan({ job: { schedule, role } }: { job: Job }) {
  const words = useJobWords();
  const { roundDuration } = useFormat();
  return (
    <>
      {scheduleText(schedule, words, roundDuration)}
      {role !== null && ` · ${words.role(role)}`}
    </>
  );
}

/** How it stands, who paused it, and what one can do. */
function Head({ job }: { job: Job }) {
  const words = useJobWords();
  const nowMs = useNow();
  const { times } = useFormat();
  const standing = standingOf(job);
  const { paused } = job;
  return (
    <div className="panel job-head">
      <div>
        <State state={TONES[standing]}>{words.standing[standing]}</State>
        {paused !== null && (
          <p className="quiet">
            {words.pausedBy(paused.by, times.short(Date.parse(paused.at), nowMs))}: {paused.reason}
          </p>
        )}
      </div>
      <JobActions job={job} />
    </div>
  );
}
