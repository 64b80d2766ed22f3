import type { AlertDetail } from "@mystocks/alerting";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import type { StateName } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useAlertWords } from "./words.ts";

type Notification = AlertDetail["notifications"][number];

const TONES: Record<Notification["state"], StateName> = {
  waiting: "warn",
  sent: "ok",
  confirmed: "ok",
  dead: "bad",
  superseded: "none",
  muted: "none",
};

/** Each delivery to each receiver, and how it went. */
export function NotificationsPanel({ notifications }: Pick<AlertDetail, "notifications">) {
  const words = useAlertWords();
  return (
    <Panel title={words.notified}>
      {notifications.length === 0 ? (
        <p className="quiet">{words.nobodyTold}</p>
      ) : (
        <table className="deliveries">
          <thead>
            <tr>
              <th scope="col">{words.receiver}</th>
              <th scope="col">{words.told}</th>
              <th scope="col">{words.state}</th>
            </tr>
          </thead>
          <tbody>
            {notifications.map((one) => (
              <Row key={one.deliveryId} notification={one} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({ notification }: { notification: Notification }) {
  const words = useAlertWords();
  const { times, duration } = useFormat();
  const nowMs = useNow();
  const { receiver, of, state, attempts, createdAt, sentAt, lastStatus, lastError } = notification;
  const sentMs = sentAt === null ? undefined : Date.parse(sentAt);
  const facts = [
    sentMs === undefined
      ? undefined
      : `${times.short(sentMs, nowMs)} (+${duration(sentMs - Date.parse(createdAt))})`,
    attempts > 1 || sentMs === undefined ? words.attemptsOf(String(attempts)) : undefined,
    lastStatus !== null && lastStatus >= 300 ? words.status(String(lastStatus)) : undefined,
  ];
  return (
    <tr>
      <th scope="row">{receiver}</th>
      <td>{words.kind[of] ?? of}</td>
      <td>
        <State state={TONES[state]}>{words.sent[state]}</State>{" "}
        <span className="quiet">{facts.filter(Boolean).join(" · ")}</span>
        {lastError !== null && <p className="error-line">{lastError}</p>}
      </td>
    </tr>
  );
}
