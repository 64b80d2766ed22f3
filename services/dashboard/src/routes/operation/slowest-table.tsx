import { Bar } from "../../components/bar.tsx";
import { Empty } from "../../components/empty.tsx";
import { ExecutionLink } from "../../components/execution-link.tsx";
import { Panel } from "../../components/panel.tsx";
import { State, stateOfLevel } from "../../components/state.tsx";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import type { ShownExecution } from "../../live/shown-execution.ts";

const SHOWN = 12;

export function SlowestTable({ executions }: { executions: readonly ShownExecution[] }) {
  const text = useText();
  const slowest = executions.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, SHOWN);
  const longest = slowest[0]?.durationMs ?? 1;
  return (
    <Panel title={text.slowestInRange}>
      {slowest.length === 0 ? (
        <Empty title={text.noExecutions}>{text.noExecutionsNote}</Empty>
      ) : (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{text.ended}</th>
                <th scope="col" className="n">
                  {text.took}
                </th>
                <th scope="col" className="bar-column">
                  <span className="hidden">{text.share}</span>
                </th>
                <th scope="col">{text.state}</th>
                <th scope="col" className="n">
                  {text.rows}
                </th>
                <th scope="col">{text.trace}</th>
              </tr>
            </thead>
            <tbody>
              {slowest.map((execution) => (
                <Row key={execution.spanId} execution={execution} longest={longest} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Row({ execution, longest }: { execution: ShownExecution; longest: number }) {
  const text = useText();
  const { numbers, times, duration } = useFormat();
  const { level, failed, rows, durationMs, endedAtMs, error, traceId } = execution;
  const state = stateOfLevel(level, failed);
  return (
    <tr>
      <td className="mono">{times.milli(endedAtMs)}</td>
      <td className="n">
        <b>{duration(durationMs)}</b>
      </td>
      <td>
        <Bar share={durationMs / longest} {...(state === "none" || state === "ok" ? {} : { tone: state })} />
      </td>
      <td title={error ?? undefined}>
        <State state={state}>{text.outcome(level, failed)}</State>
      </td>
      <td className="n">{rows === null ? NOTHING : numbers.integer(rows)}</td>
      <td className="mono trace-link">
        <ExecutionLink execution={execution} row>
          {traceId.slice(0, 8)}…
        </ExecutionLink>
      </td>
    </tr>
  );
}
