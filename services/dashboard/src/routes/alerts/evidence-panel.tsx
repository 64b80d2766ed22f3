import type { AlertDetail } from "@mystocks/alerting";
import { ExecutionLink } from "../../components/execution-link.tsx";
import { Panel } from "../../components/panel.tsx";
import { SqlBlock } from "../../components/sql.tsx";
import { State } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useAlertWords } from "./words.ts";

/** What explains the alert: traces, their SQL, failed rows, and what to do. */
export function EvidencePanel({ detail: { evidence } }: { detail: AlertDetail }) {
  const words = useAlertWords();
  const { duration } = useFormat();
  const { spans, rows, runbook, isStored } = evidence;
  const statements = new Set<string>();
  return (
    <Panel title={words.evidence} note={isStored ? words.evidenceStored : words.evidenceFound}>
      {spans.length + rows.length === 0 && <p className="quiet">{words.noEvidence}</p>}
      <ul className="evidence">
        {spans.map((span) => {
          const isNew = span.sql !== undefined && !statements.has(span.sql);
          if (span.sql !== undefined) statements.add(span.sql);
          return (
            <li key={span.spanId}>
              <p>
                <ExecutionLink execution={span}>{span.operation}</ExecutionLink>{" "}
                <b>{duration(span.durationMs)}</b> {span.failed && <State state="bad">{words.failed}</State>}{" "}
                <code className="quiet">{span.traceId.slice(0, 16)}</code>
              </p>
              {isNew && <SqlBlock statement={span.sql!} />}
            </li>
          );
        })}
      </ul>
      {rows.length > 0 && <Rows rows={rows} name={words.rows} />}
      {runbook !== null && (
        <p>
          <a href={runbook} target="_blank" rel="noreferrer">
            {words.runbook}
          </a>
        </p>
      )}
    </Panel>
  );
}

function Rows({ rows, name }: { rows: Record<string, string>[]; name: string }) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <div className="scroll">
      <table aria-label={name}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify(row)}>
              {columns.map((column) => (
                <td key={column}>{row[column]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
