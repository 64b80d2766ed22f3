import { useQuery } from "@tanstack/react-query";
import type { Overview } from "@mystocks/api";
import { Link } from "@tanstack/react-router";
import { latestSlowQuery } from "../../api/queries.ts";
import { Empty } from "../../components/empty.tsx";
import { ExecutionLink } from "../../components/execution-link.tsx";
import { Panel } from "../../components/panel.tsx";
import { SqlLine } from "../../components/sql.tsx";
import { State, stateOfLevel } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { joinExecutions } from "../../live/shown-execution.ts";
import type { LiveFeed } from "../../live/merge.ts";
import type { ShownExecution } from "../../live/shown-execution.ts";
import { useRange } from "../../url/use-range.ts";

const SHOWN = 7;

export function LatestExecutions({ overview, feed }: { overview: Overview; feed: LiveFeed | undefined }) {
  const text = useText();
  const { data: newest } = useQuery(latestSlowQuery(useRange()));
  const stored = [...overview.slowest, ...(newest?.items ?? [])];
  const latest = joinExecutions(stored, feed?.executions ?? [])
    .filter((execution) => execution.failed || execution.level !== "ok")
    .toSorted((a, b) => b.endedAtMs - a.endedAtMs)
    .slice(0, SHOWN);
  return (
    <Panel
      title={text.slowAndFailed}
      note={text.newestFirst}
      aside={<Link to="/operations/slow">{text.all}</Link>}
    >
      {latest.length === 0 ? (
        <Empty title={text.nothingSlow}>{text.nothingSlowNote}</Empty>
      ) : (
        <ul className="inbox">
          {latest.map((execution) => (
            <Item key={execution.spanId} execution={execution} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Item({ execution }: { execution: ShownExecution }) {
  const text = useText();
  const nowMs = useNow();
  const { times, duration } = useFormat();
  const { level, failed, statement, error } = execution;
  return (
    <li>
      <div className="inbox-head">
        <State state={stateOfLevel(level, failed)}>{text.outcome(level, failed)}</State>
        <ExecutionLink execution={execution}>{execution.operation}</ExecutionLink>
        <time dateTime={new Date(execution.endedAtMs).toISOString()}>
          {times.short(execution.endedAtMs, nowMs)}
        </time>
      </div>
      <p>
        {text.tookIn(
          duration(execution.durationMs),
          [execution.service, execution.where].filter(Boolean).join(" · "),
        )}
      </p>
      {error !== null && <p className="error-line">{error}</p>}
      {error === null && statement !== null && <SqlLine statement={statement} />}
    </li>
  );
}
