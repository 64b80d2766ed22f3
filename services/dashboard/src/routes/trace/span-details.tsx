import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Trace, TraceSpan } from "@mystocks/api";
import { Panel } from "../../components/panel.tsx";
import { SqlBlock } from "../../components/sql.tsx";
import { State, stateOfLevel } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { placeOf } from "../../format/place.ts";
import { nameOf } from "./waterfall.ts";

export function SpanDetails({ span, trace }: { span: TraceSpan; trace: Trace }) {
  const text = useText();
  const { numbers, times, duration } = useFormat();
  const share = span.durationMs === 0 ? 0 : span.selfMs / span.durationMs;
  const startMs = Date.parse(trace.startedAt) + span.offsetMs;
  return (
    <Panel
      title={<span className="anywhere">{nameOf(span)}</span>}
      className="span-details"
      aside={
        <State state={stateOfLevel(span.level, span.failed)}>{text.outcome(span.level, span.failed)}</State>
      }
    >
      {span.error !== null && <p className="error-line">{span.error}</p>}
      <dl className="facts">
        <Fact name={text.took}>
          <b>{duration(span.durationMs)}</b>, {text.selfTimeOf(duration(span.selfMs), numbers.percent(share))}
        </Fact>
        <Fact name={text.startsAt}>
          {times.milli(startMs)} <span className="quiet">{text.afterStart(duration(span.offsetMs))}</span>
        </Fact>
        <Fact name={text.service}>{span.service}</Fact>
        {span.operation !== null && (
          <Fact name={text.operation}>
            <Link to="/operations/$id" params={{ id: String(span.operation.id) }} className="link">
              {span.operation.operation}
            </Link>{" "}
            <span className="quiet">{placeOf(span.operation)}</span>
          </Fact>
        )}
        {span.rows !== null && <Fact name={text.rows}>{numbers.integer(span.rows)}</Fact>}
        {nameOf(span) !== span.name && <Fact name={text.spanName}>{span.name}</Fact>}
        <Fact name={text.spanKind}>{span.kind}</Fact>
      </dl>
      {span.statement !== null && (
        <>
          <h3>SQL</h3>
          <SqlBlock statement={span.statement} />
        </>
      )}
      <h3>{text.attributes}</h3>
      <Attributes attributes={span.attributes} />
    </Panel>
  );
}

function Attributes({ attributes }: Pick<TraceSpan, "attributes">) {
  const text = useText();
  const named = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (named.length === 0) return <p className="quiet">{text.noAttributes}</p>;
  return (
    <dl className="facts attributes">
      {named.map(([name, value]) => (
        <Fact key={name} name={name}>
          {String(value)}
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
