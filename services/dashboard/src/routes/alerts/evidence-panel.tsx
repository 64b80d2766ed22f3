import type { AlertDetail, AlertEvidence } from "@mystocks/alerting";
import { ExecutionLink } from "../../components/execution-link.tsx";
import { FailedRows } from "../../components/failed-rows.tsx";
import { Panel } from "../../components/panel.tsx";
import { SqlBlock } from "../../components/sql.tsx";
import { State } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useTexts } from "../../i18n/text.tsx";
import { useAlertWords } from "./words.ts";

/** What explains the alert: what a check found, traces, their SQL, failed rows, and what to do. */
export function EvidencePanel({ evidence }: Pick<AlertDetail, "evidence">) {
  const words = useAlertWords();
  const { spans, rows, failingColumns, finding, runbook, isStored } = evidence;
  const isEmpty = spans.length + rows.length === 0 && finding === null;
  return (
    <Panel
      title={words.evidence}
      note={isStored ? words.evidenceStored : words.evidenceFound}
      aside={
        runbook !== null && (
          <a href={runbook} target="_blank" rel="noreferrer">
            {words.runbook}
          </a>
        )
      }
    >
      {isEmpty && <p className="quiet">{words.noEvidence}</p>}
      {finding !== null && <Finding finding={finding} />}
      {rows.length > 0 && (
        <FailedRows rows={rows} failing={failingColumns} label={words.rows} failingLabel={words.failing} />
      )}
      {spans.length > 0 && <Spans spans={spans} />}
    </Panel>
  );
}

function Finding({ finding }: { finding: NonNullable<AlertEvidence["finding"]> }) {
  const words = useAlertWords();
  const { language } = useTexts();
  const { times } = useFormat();
  const isBad = finding.verdict === "fail" || finding.verdict === "error";
  return (
    <p className="finding">
      <State state={isBad ? "bad" : finding.verdict === "warn" ? "warn" : "ok"}>{words.checked}</State>{" "}
      {finding[language]}{" "}
      <time className="quiet" dateTime={finding.judgedAt}>
        {times.dateTime(Date.parse(finding.judgedAt))}
      </time>
    </p>
  );
}

function Spans({ spans }: Pick<AlertEvidence, "spans">) {
  const words = useAlertWords();
  const { duration } = useFormat();
  const statements = new Set<string>();
  return (
    <ul className="evidence" aria-label={words.traces}>
      {spans.map((span) => {
        const isNew = span.sql !== undefined && !statements.has(span.sql);
        if (span.sql !== undefined) statements.add(span.sql);
        return (
          <li key={span.spanId}>
            <p className="evidence-span">
              <ExecutionLink execution={span}>{span.operation}</ExecutionLink>
              <b>{duration(span.durationMs)}</b>
              {span.failed && <State state="bad">{words.failed}</State>}
              <code className="quiet">{span.traceId.slice(0, 16)}</code>
            </p>
            {isNew && <SqlBlock statement={span.sql!} />}
          </li>
        );
      })}
    </ul>
  );
}
