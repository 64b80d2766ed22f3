import { useState } from "react";
import { Link } from "@tanstack/react-router";
import type { Alert } from "@mystocks/alerting";
import { State } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { ActionButtons, ActionForm, ACTION_KEYS, handlingText, useMayAct } from "./actions.tsx";
import type { Action } from "./actions.tsx";
import { toneOf } from "./alert-tone.ts";
import { useAlertWords } from "./words.ts";

export function AlertRow({ alert }: { alert: Alert }) {
  const words = useAlertWords();
  const { times, duration } = useFormat();
  const nowMs = useNow();
  const [open, setOpen] = useState<Action>();
  const mayAct = useMayAct();
  const sinceMs = Date.parse(alert.firedAt ?? alert.since);
  const endMs = alert.resolvedAt === null ? nowMs : Date.parse(alert.resolvedAt);
  const lasted = duration(Math.max(0, endMs - sinceMs));
  const place = [alert.labels["service"], alert.labels["operation"] ?? alert.labels["dataset"]];
  return (
    <li className={alert.mutedBy.length > 0 ? "alert-row is-muted" : "alert-row"}>
      <div className="alert-level">
        <State state={toneOf(alert)}>{alert.level}</State>
        <span className="quiet">{words.condition[alert.condition]}</span>
      </div>
      <div className="alert-what">
        <Link
          to="/alerts/$id"
          params={{ id: alert.id }}
          data-row=""
          onKeyDown={(event) => {
            const action = event.ctrlKey || event.metaKey ? undefined : ACTION_KEYS[event.key];
            if (action === undefined || !mayAct || alert.handling === "closed") return;
            event.preventDefault();
            setOpen(action);
          }}
        >
          {alert.summary}
        </Link>
        <p className="quiet">
          <b>{alert.rule}</b>
          {place.filter(Boolean).map((part) => ` · ${part}`)}
          {alert.occurrences > 1 && ` · ${words.times(String(alert.occurrences))}`}
          {alert.isFlapping && ` · ${words.flapping}`}
        </p>
      </div>
      <div className="alert-when">
        <time dateTime={alert.since}>{times.short(sinceMs, nowMs)}</time>
        <span className="quiet">
          {alert.resolvedAt === null ? words.firingFor(lasted) : words.lasted(lasted)}
        </span>
      </div>
      <div className="alert-who">
        <span className={alert.handling === "open" && alert.resolvedAt === null ? "" : "quiet"}>
          {handlingText(alert, words, times.minute)}
        </span>
        {alert.mutedBy.length > 0 && <span className="quiet">{words.muted}</span>}
      </div>
      {alert.resolvedAt === null && <ActionButtons alert={alert} open={open} onOpen={setOpen} />}
      {open !== undefined && <ActionForm alert={alert} action={open} onDone={() => setOpen(undefined)} />}
    </li>
  );
}
