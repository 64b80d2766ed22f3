import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Alert, SilenceMatcher, SilencePreview } from "@mystocks/alerting";
import { postJson } from "../../api/fetch-json.ts";
import { sessionQuery } from "../../api/queries.ts";
import { ProblemNote } from "../../components/problem.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useAlertWords } from "./words.ts";
import type { AlertWords } from "./words.ts";

const ACTIONS = ["acknowledge", "silence", "assign", "close"] as const;
export type Action = (typeof ACTIONS)[number];

/** The letter that starts an action on the focused alert. */
export const ACTION_KEYS: Record<string, Action> = {
  a: "acknowledge",
  s: "silence",
  m: "assign",
  e: "close",
};
const KEY_OF = Object.fromEntries(Object.entries(ACTION_KEYS).map(([key, action]) => [action, key]));

const LENGTHS = ["30m", "1h", "4h", "1d", "7d"];
/** Labels that say what an alert is about; a silence of these mutes its like and nothing else. */
const IDENTITY = ["alertname", "service", "operation", "dataset", "database", "pool"];

export function useMayAct(): boolean {
  const { data } = useQuery(sessionQuery);
  return data !== undefined && data.role !== "viewer";
}

type Buttons = { alert: Alert; open: Action | undefined; onOpen: (action: Action | undefined) => void };

export function ActionButtons({ alert, open, onOpen }: Buttons) {
  const words = useAlertWords();
  const reopen = useChange(alert, () => onOpen(undefined));
  if (!useMayAct() || alert.handling === "closed") return null;
  return (
    <span className="actions">
      {ACTIONS.map((action) =>
        action === "acknowledge" && alert.handling === "acknowledged" ? (
          <button
            key={action}
            type="button"
            className="button"
            onClick={() => reopen.mutate({ path: "reopen", body: {} })}
          >
            {words.reopen}
          </button>
        ) : (
          <button
            key={action}
            type="button"
            className={action === "acknowledge" ? "button primary" : "button"}
            aria-expanded={open === action}
            aria-keyshortcuts={KEY_OF[action]}
            onClick={() => onOpen(open === action ? undefined : action)}
          >
            {words[action]} <kbd aria-hidden="true">{KEY_OF[action]}</kbd>
          </button>
        ),
      )}
    </span>
  );
}

type Form = { alert: Alert; action: Action; onDone: () => void };
type Asked = { path: string; body: object };

export function ActionForm({ alert, action, onDone }: Form) {
  const words = useAlertWords();
  const { data: session } = useQuery(sessionQuery);
  const [note, setNote] = useState("");
  const [who, setWho] = useState(session?.name ?? "");
  const [length, setLength] = useState("");
  const change = useChange(alert, onDone);
  return (
    // Escape gives up, wherever in the form it is pressed.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="act"
      aria-label={words[action]}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(asked(alert, action, { note, who, length }));
      }}
      onKeyDown={(event) => event.key === "Escape" && !event.nativeEvent.isComposing && onDone()}
    >
      {action === "assign" ? (
        <Field label={words.assignee} value={who} onChange={setWho} required />
      ) : (
        <Field label={action === "close" ? words.notes : words.comment} value={note} onChange={setNote} />
      )}
      {(action === "acknowledge" || action === "silence") && (
        <label>
          <span>{action === "silence" ? words.howLong : words.forAcknowledged}</span>
          <select value={length} onChange={(event) => setLength(event.currentTarget.value)}>
            <option value="">{words.untilOver}</option>
            {LENGTHS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      )}
      <button type="submit" className="button primary" disabled={change.isPending}>
        {words[action]}
      </button>
      <button type="button" className="button" onClick={onDone}>
        {words.cancel}
      </button>
      {action === "silence" && <SilenceNote matchers={matchersOf(alert)} />}
      {change.error !== null && <ProblemNote title={words.notDone} error={change.error} />}
    </form>
  );
}

type FieldProperties = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
};

function Field({ label, value, onChange, required = false }: FieldProperties) {
  return (
    <label className="grow">
      <span>{label}</span>
      {/* Opened by a key or a press that asks for exactly this field. */}
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        required={required}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

/** What the silence would do, before it does. */
function SilenceNote({ matchers }: { matchers: SilenceMatcher[] }) {
  const words = useAlertWords();
  const { numbers } = useFormat();
  const { data } = useQuery({
    queryKey: ["silence-preview", matchers],
    queryFn: () => postJson<SilencePreview>("/silences/preview", { matchers }),
  });
  return (
    <p className="act-note">
      <code>{matchers.map(({ name, value }) => `${name}="${value}"`).join(", ")}</code>
      {data !== undefined && (
        <> {words.silenceNote(numbers.integer(data.now.length), numbers.integer(data.lastSevenDays))}</>
      )}
    </p>
  );
}

function useChange(alert: Alert, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: Asked) =>
      postJson(path === "silence" ? "/silences" : `/alerts/${alert.id}/${path}`, body),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ["alerts"] });
      onDone();
    },
  });
}

function asked(alert: Alert, action: Action, given: { note: string; who: string; length: string }): Asked {
  const time = given.length === "" ? {} : { for: given.length };
  if (action === "acknowledge") return { path: action, body: { comment: given.note, ...time } };
  if (action === "assign") return { path: action, body: { assignee: given.who.trim() } };
  if (action === "close") return { path: action, body: { notes: given.note } };
  const end = given.length === "" ? { endsWithAlert: alert.id } : time;
  return { path: action, body: { matchers: matchersOf(alert), comment: given.note, ...end } };
}

function matchersOf({ labels, rule }: Alert): SilenceMatcher[] {
  const named = Object.entries({ alertname: rule, ...labels }).filter(([name]) => IDENTITY.includes(name));
  return named.map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
}

export function handlingText(alert: Alert, words: AlertWords, time: (ms: number) => string): string {
  const { handling, acknowledgedBy, acknowledgedUntil, assignee, closedBy } = alert;
  const who = handling === "closed" ? closedBy : acknowledgedBy;
  return [
    words.handled[handling],
    handling !== "open" && who !== null ? words.by(who) : undefined,
    acknowledgedUntil !== null && handling === "acknowledged"
      ? words.until(time(Date.parse(acknowledgedUntil)))
      : undefined,
    assignee !== null ? words.assignedTo(assignee) : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}
