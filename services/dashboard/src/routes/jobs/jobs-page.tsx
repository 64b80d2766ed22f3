import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Job } from "@mystocks/api";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { State } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useNow } from "../../components/use-now.ts";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import "./jobs.css";
import { jobsQuery } from "./queries.ts";
import { scheduleText } from "./schedule-text.ts";
import { byTrouble, figuresOf, standingOf, TONES } from "./standing.ts";
import { Strip } from "./strip.tsx";
import { useFigures } from "./use-figures.ts";
import { useJobWords } from "./words.ts";

export function JobsPage() {
  const words = useJobWords();
  return (
    <>
      <Title name={words.title}>{words.subtitle}</Title>
      <Loaded query={useQuery(jobsQuery)}>
        {({ items }) => (items.length === 0 ? <Empty title={words.none} /> : <JobTable jobs={items} />)}
      </Loaded>
    </>
  );
}

function JobTable({ jobs }: { jobs: readonly Job[] }) {
  const words = useJobWords();
  return (
    <div className="panel scroll padded">
      <table className="jobs">
        <thead>
          <tr>
            <th scope="col">{words.job}</th>
            <th scope="col">{words.state}</th>
            <th scope="col" className="wide">
              {words.last}
            </th>
            <th scope="col" className="n wide">
              {words.late}
            </th>
            <th scope="col" className="wide">
              {words.history}
            </th>
            <th scope="col" className="n">
              {words.next}
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.toSorted(byTrouble).map((job) => (
            <Row key={job.name} job={job} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ job }: { job: Job }) {
  const words = useJobWords();
  const nowMs = useNow();
  const { times, duration, roundDuration } = useFormat();
  const standing = standingOf(job);
  const sayFigures = useFigures();
  const { last, next, role, recent } = job;
  const lastRun = recent.find(({ planned }) => planned === last?.planned);
  const did = lastRun === undefined ? [] : sayFigures(lastRun);
  return (
    <tr>
      <th scope="row">
        <Link to="/jobs/$name" params={{ name: job.name }} data-row="">
          {job.name}
        </Link>
        <span className="place quiet">
          {scheduleText(job.schedule, words, roundDuration)}
          {role !== null && ` · ${words.role(role)}`}
        </span>
      </th>
      <td>
        <State state={TONES[standing]}>{words.standing[standing]}</State>
      </td>
      <td className="wide">
        {last === null ? NOTHING : `${words.fate[last.fate]} ${times.short(Date.parse(last.planned), nowMs)}`}
        {did.length > 0 && <span className="place">{did.join(" · ")}</span>}
      </td>
      <td className="n wide">{duration(figuresOf(recent).latenessMs)}</td>
      <td className="wide">
        <Strip runs={recent} />
      </td>
      <td className="n">
        {next === null ? NOTHING : times.short(Date.parse(next.at), nowMs)}
        {next !== null && next.calendar !== "open" && (
          <span className="place">{words.calendar[next.calendar]}</span>
        )}
      </td>
    </tr>
  );
}
