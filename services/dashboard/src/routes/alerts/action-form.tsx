import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Alert } from "@mystocks/alerting";
import { sessionQuery } from "../../api/queries.ts";
import { ProblemNote } from "../../components/problem.tsx";
import { matchersOf } from "../silences/matchers.ts";
import { SilencePreviewNote } from "../silences/silence-preview.tsx";
import type { Action } from "./actions.tsx";
import { LengthField, TextField } from "./fields.tsx";
import { useAlertChange } from "./use-alert-change.ts";
import type { Asked } from "./use-alert-change.ts";
import { useAlertWords } from "./words.ts";

type Form = { alert: Alert; action: Action; onDone: () => void };

/** What an action needs to know; Escape gives up, wherever in the form it is pressed. */
export function ActionForm({ alert, action, onDone }: Form) {
  const words = useAlertWords();
  const { data: session } = useQuery(sessionQuery);
  const [note, setNote] = useState("");
  const [who, setWho] = useState(alert.assignee ?? session?.name ?? "");
  const [length, setLength] = useState("");
  const change = useAlertChange(onDone);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="act"
      aria-label={words[action]}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate([asked(alert, action, { note, who, length })]);
      }}
      onKeyDown={(event) => event.key === "Escape" && !event.nativeEvent.isComposing && onDone()}
    >
      {action === "assign" ? (
        <TextField label={words.assignee} value={who} onChange={setWho} />
      ) : (
        <TextField label={action === "close" ? words.notes : words.comment} value={note} onChange={setNote} />
      )}
      {(action === "acknowledge" || action === "silence") && (
        <LengthField
          label={action === "silence" ? words.howLong : words.forAcknowledged}
          value={length}
          onChange={setLength}
        />
      )}
      <button type="submit" className="button primary" disabled={change.isPending}>
        {action === "assign" && who.trim() === "" ? words.unassign : words[action]}
      </button>
      <button type="button" className="button" onClick={onDone}>
        {words.cancel}
      </button>
      {action === "silence" && (
        <div className="act-note">
          <SilencePreviewNote matchers={matchersOf(alert)} />{" "}
          <Link to="/silences" search={{ alert: alert.id }} className="link">
            {words.moreOptions}
          </Link>
        </div>
      )}
      {change.error !== null && <ProblemNote title={words.notDone} error={change.error} />}
    </form>
  );
}

function asked(alert: Alert, action: Action, given: { note: string; who: string; length: string }): Asked {
  const time = given.length === "" ? {} : { for: given.length };
  const path = `/alerts/${alert.id}/${action}`;
  if (action === "acknowledge") return { path, body: { comment: given.note, ...time } };
  if (action === "assign") return { path, body: { assignee: given.who.trim() || null } };
  if (action === "close") return { path, body: { notes: given.note } };
  const end = given.length === "" ? { endsWithAlert: alert.id } : time;
  return { path: "/silences", body: { matchers: matchersOf(alert), comment: given.note, ...end } };
}
