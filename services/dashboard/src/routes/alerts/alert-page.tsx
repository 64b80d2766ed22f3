import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Alert, AlertDetail } from "@mystocks/alerting";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { Title } from "../../components/title.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { AlertRow } from "./alert-row.tsx";
import { AlertSummary } from "./alert-summary.tsx";
import "./alerts.css";
import { EvidencePanel } from "./evidence-panel.tsx";
import { HistoryPanel } from "./history-panel.tsx";
import { NotificationsPanel } from "./notifications-panel.tsx";
import { PathPanel } from "./path-panel.tsx";
import { alertQuery } from "./queries.ts";
import { useAlertWords } from "./words.ts";

export function AlertPage() {
  const { id } = useParams({ from: "/alerts/$id" });
  const words = useAlertWords();
  const query = useQuery(alertQuery(id));
  return (
    <>
      <Title name={query.data?.alert.rule ?? words.title}>
        {query.data !== undefined && <Headline alert={query.data.alert} />}
      </Title>
      <Loaded query={query}>{(detail) => <Detail detail={detail} />}</Loaded>
    </>
  );
}

function Headline({ alert }: { alert: Alert }) {
  const words = useAlertWords();
  const { duration } = useFormat();
  const nowMs = useNow();
  const startMs = Date.parse(alert.firedAt ?? alert.since);
  const lasted = duration(
    Math.max(0, (alert.resolvedAt === null ? nowMs : Date.parse(alert.resolvedAt)) - startMs),
  );
  return (
    <>
      {alert.level} · {words.condition[alert.condition]} ·{" "}
      {alert.resolvedAt === null ? words.firingFor(lasted) : words.lasted(lasted)}
      {alert.occurrences > 1 && ` · ${words.times(String(alert.occurrences))}`}
      {alert.isFlapping && ` · ${words.flapping}`}
      {alert.source !== "rule" && ` · ${words.source[alert.source]}`}
      {alert.alsoFrom.length > 0 && ` · ${words.alsoFrom(alert.alsoFrom.join(", "))}`}
    </>
  );
}

function Detail({ detail }: { detail: AlertDetail }) {
  return (
    <>
      <AlertSummary alert={detail.alert} />
      <PathPanel detail={detail} />
      <div className="alert-columns">
        <div>
          <ChartPanel detail={detail} />
          <NotificationsPanel notifications={detail.notifications} />
          <HistoryPanel history={detail.history} />
        </div>
        <div>
          <EvidencePanel evidence={detail.evidence} />
        </div>
      </div>
      <SimilarPanel similar={detail.similar} />
    </>
  );
}

function ChartPanel({ detail: { alert, expression } }: { detail: AlertDetail }) {
  const words = useAlertWords();
  return (
    <Panel title={words.ruleSaw}>
      {expression === null ? (
        <p className="quiet">{words.noRule}</p>
      ) : (
        <>
          <pre className="expression">
            <code>{expression.trim()}</code>
          </pre>
          <img
            className="alert-chart"
            // Another element once the alert has changed, or the browser would keep the picture.
            key={alert.condition}
            src={`/api/v1/alerts/${alert.id}/chart.svg`}
            alt={`${words.ruleSaw}: ${expression.trim()}`}
            width={640}
            height={200}
          />
        </>
      )}
    </Panel>
  );
}

function SimilarPanel({ similar }: { similar: Alert[] }) {
  const words = useAlertWords();
  return (
    <Panel title={words.similar} className="similar">
      {similar.length === 0 ? (
        <p className="quiet">{words.noneSimilar}</p>
      ) : (
        <ul className="alerts">
          {similar.map((alert) => (
            <AlertRow key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
