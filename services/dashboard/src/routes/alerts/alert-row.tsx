import { useState } from "react";
import type { KeyboardEvent } from "react";
import { Link } from "@tanstack/react-router";
import type { Alert } from "@mystocks/alerting";
import { State } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { ActionForm } from "./action-form.tsx";
import { ActionButtons, ACTION_KEYS, handlingText, useMayAct } from "./actions.tsx";
import type { Action } from "./actions.tsx";
import { alertPlace, useAlertText } from "./alert-text.ts";
import { toneOf } from "./alert-tone.ts";
import { useAlertWords } from "./words.ts";

type Place = { index: number; of: number; offsetPx: number; measure: (row: HTMLElement | null) => void };
type Properties = {
  alert: Alert;
  isChosen?: boolean;
  /** Left out where the alert is mentioned only: nothing is done with it there. */
  onChoose?: (id: string) => void;
  /** In a list that holds only what is near the screen. */
  place?: Place;
};

export function AlertRow({ alert, isChosen = false, onChoose, place }: Properties) {
  const words = useAlertWords();
  const text = useAlertText();
  const { times } = useFormat();
  const [open, setOpen] = useState<Action>();
  const isListed = onChoose !== undefined;
  const mayAct = useMayAct() && isListed && alert.resolvedAt === null;
  const mayChoose = mayAct && alert.handling !== "closed";
  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || !mayAct || alert.handling === "closed") return;
    const action = ACTION_KEYS[event.key];
    if (action === undefined && !(event.key === "x" && mayChoose)) return;
    event.preventDefault();
    if (action === undefined) onChoose?.(alert.id);
    else setOpen(action);
  }
  return (
    <li className={`alert-row${alert.mutedBy.length > 0 ? " is-muted" : ""}`} {...placed(place)}>
      {mayChoose && (
        <input
          type="checkbox"
          className="alert-choose"
          aria-label={words.choose(text.summary(alert))}
          checked={isChosen}
          onChange={() => onChoose?.(alert.id)}
        />
      )}
      <div className="alert-level">
        <State state={toneOf(alert)}>{alert.level}</State>
        <span className="quiet">{words.condition[alert.condition]}</span>
      </div>
      <div className="alert-what">
        <Link to="/alerts/$id" params={{ id: alert.id }} data-row="" onKeyDown={onKeyDown}>
          {text.summary(alert)}
        </Link>
        <Origin alert={alert} />
      </div>
      <When alert={alert} />
      <div className="alert-who">
        <span className={alert.handling === "open" && alert.resolvedAt === null ? "" : "quiet"}>
          {handlingText(alert, words, times.minute)}
          {alert.mutedBy.length > 0 && ` · ${words.muted}`}
        </span>
        {mayAct && <ActionButtons alert={alert} open={open} onOpen={setOpen} />}
      </div>
      {open !== undefined && <ActionForm alert={alert} action={open} onDone={() => setOpen(undefined)} />}
    </li>
  );
}

function placed(place: Place | undefined) {
  if (place === undefined) return {};
  const { index, of, offsetPx, measure } = place;
  return {
    ref: measure,
    "data-index": index,
    "aria-posinset": index + 1,
    "aria-setsize": of,
    style: { transform: `translateY(${offsetPx}px)` },
  };
}

/** Which rule made it, and where. */
function Origin({ alert }: { alert: Alert }) {
  const words = useAlertWords();
  return (
    <p className="quiet">
      <b>{alert.rule}</b>
      {alertPlace(alert).map((part) => ` · ${part}`)}
      {alert.occurrences > 1 && ` · ${words.times(String(alert.occurrences))}`}
      {alert.isFlapping && ` · ${words.flapping}`}
    </p>
  );
}

function When({ alert }: { alert: Alert }) {
  const words = useAlertWords();
  const { times, duration } = useFormat();
  const nowMs = useNow();
  const sinceMs = Date.parse(alert.firedAt ?? alert.since);
  const endMs = alert.resolvedAt === null ? nowMs : Date.parse(alert.resolvedAt);
  const lasted = duration(Math.max(0, endMs - sinceMs));
  return (
    <div className="alert-when">
      <time dateTime={alert.since}>{times.short(sinceMs, nowMs)}</time>
      <span className="quiet">
        {alert.resolvedAt === null ? words.firingFor(lasted) : words.lasted(lasted)}
      </span>
    </div>
  );
}
