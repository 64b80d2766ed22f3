import { useState } from "react";
import { Link } from "@tanstack/react-router";
import type { Alert } from "@mystocks/alerting";
import { State } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { ActionForm } from "./action-form.tsx";
import { ActionButtons, ACTION_KEYS, handlingText, useMayAct } from "./actions.tsx";
import type { Action } from "./actions.tsx";
import { useAlertText } from "./alert-text.ts";
import { toneOf } from "./alert-tone.ts";
import { useAlertKeys } from "./use-alert-keys.ts";
import { useAlertWords } from "./words.ts";

/** What the alert says, who has it, and what can be done about it: by its buttons or their letters. */
export function AlertSummary({ alert }: { alert: Alert }) {
  const words = useAlertWords();
  const text = useAlertText();
  const { times } = useFormat();
  const [open, setOpen] = useState<Action>();
  const mayAct = useMayAct() && alert.handling !== "closed";
  useAlertKeys((key) => {
    const action = mayAct ? ACTION_KEYS[key] : undefined;
    if (action !== undefined) setOpen(action);
    return action !== undefined;
  });
  const description = text.description(alert);
  return (
    <section className={`panel alert-summary ${toneOf(alert)}`} aria-label={alert.rule}>
      <div className="alert-say">
        <p className="alert-sentence">
          <State state={toneOf(alert)}>{text.summary(alert)}</State>
        </p>
        {description !== undefined && <p className="quiet">{description}</p>}
        <p>
          {handlingText(alert, words, times.minute)}
          {alert.notes !== null && ` · “${alert.notes}”`}
          {alert.mutedBy[0] !== undefined && (
            <>
              {" · "}
              <Link to="/silences" search={{ silence: alert.mutedBy[0] }} className="link">
                {words.mutedBySilence}
              </Link>
            </>
          )}
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
      <ActionButtons alert={alert} open={open} onOpen={setOpen} isLarge />
      {open !== undefined && (
        <ActionForm key={open} alert={alert} action={open} onDone={() => setOpen(undefined)} />
      )}
    </section>
  );
}
