import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Alert, AlertDetail } from "@mystocks/alerting";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { ActionButtons, ActionForm, ACTION_KEYS, handlingText } from "./actions.tsx";
import type { Action } from "./actions.tsx";
import { AlertRow } from "./alert-row.tsx";
import { toneOf } from "./alert-tone.ts";
import "./alerts.css";
import { EvidencePanel } from "./evidence-panel.tsx";
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
    </>
  );
}

function Detail({ detail }: { detail: AlertDetail }) {
  const { alert } = detail;
  return (
    <>
      <Summary alert={alert} />
      <div className="alert-columns">
        <div>
          <ChartPanel detail={detail} />
          <NotificationsPanel detail={detail} />
          <HistoryPanel detail={detail} />
        </div>
        <EvidencePanel detail={detail} />
      </div>
      <SimilarPanel similar={detail.similar} />
    </>
  );
}

function Summary({ alert }: { alert: Alert }) {
  const words = useAlertWords();
  const { times } = useFormat();
  const [open, setOpen] = useState<Action>();
  const { description } = alert.annotations;
  return (
    // A letter does what its button does; the section itself is not a control.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={`panel alert-summary ${toneOf(alert)}`}
      aria-label={alert.rule}
      onKeyDown={(event) => {
        const isTyping = event.target instanceof HTMLElement && event.target.closest("form") !== null;
        const action = isTyping ? undefined : ACTION_KEYS[event.key];
        if (action !== undefined) setOpen(action);
      }}
    >
      <div className="alert-say">
        <p className="alert-sentence">
          <State state={toneOf(alert)}>{alert.summary}</State>
        </p>
        {description !== undefined && <p className="quiet">{description}</p>}
        <p className="quiet">
          {handlingText(alert, words, times.minute)}
          {alert.mutedBy.length > 0 && ` · ${words.muted}`}
          {alert.notes !== null && ` · “${alert.notes}”`}
        </p>
        <ul className="labels" aria-label={words.labels}>
          {Object.entries(alert.labels).map(([name, value]) => (
            <li key={name}>
              <code>
                {name}={value}
              </code>
            </li>
          ))}
        </ul>
      </div>
      <ActionButtons alert={alert} open={open} onOpen={setOpen} />
      {open !== undefined && <ActionForm alert={alert} action={open} onDone={() => setOpen(undefined)} />}
    </section>
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

function HistoryPanel({ detail: { history } }: { detail: AlertDetail }) {
  const words = useAlertWords();
  const { times } = useFormat();
  return (
    <Panel title={words.history}>
      <ol className="history">
        {history.map(({ at, kind, reason, actor }) => (
          <li key={`${at} ${kind}`}>
            <time className="mono" dateTime={at}>
              {times.dateTime(Date.parse(at))}
            </time>
            <span>
              <b>{words.kind[kind] ?? kind}</b> <span className="quiet">{reason || (actor ?? "")}</span>
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function NotificationsPanel({ detail: { notifications } }: { detail: AlertDetail }) {
  const words = useAlertWords();
  const { times, duration } = useFormat();
  if (notifications.length === 0)
    return (
      <Panel title={words.notified}>
        <p className="quiet">{words.nobodyTold}</p>
      </Panel>
    );
  return (
    <Panel title={words.notified}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.receiver}</th>
            <th scope="col">{words.told}</th>
            <th scope="col">{words.state}</th>
          </tr>
        </thead>
        <tbody>
          {notifications.map(({ deliveryId, receiver, of, state, createdAt, sentAt, lastError }) => (
            <tr key={deliveryId}>
              <th scope="row">{receiver}</th>
              <td>{words.kind[of] ?? of}</td>
              <td>
                <State state={state === "dead" ? "bad" : state === "waiting" ? "warn" : "ok"}>
                  {words.sent[state]}
                </State>{" "}
                <span className="quiet">
                  {sentAt !== null &&
                    `${times.second(Date.parse(sentAt))} (+${duration(Date.parse(sentAt) - Date.parse(createdAt))})`}
                  {lastError}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function SimilarPanel({ similar }: { similar: Alert[] }) {
  const words = useAlertWords();
  return (
    <Panel title={words.similar}>
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
