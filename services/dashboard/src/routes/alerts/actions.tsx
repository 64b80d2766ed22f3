import { useQuery } from "@tanstack/react-query";
import type { Alert } from "@mystocks/alerting";
import { sessionQuery } from "../../api/queries.ts";
import { useAlertChange } from "./use-alert-change.ts";
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

export function useMayAct(): boolean {
  const { data } = useQuery(sessionQuery);
  return data !== undefined && data.role !== "viewer";
}

type Buttons = {
  alert: Alert;
  open: Action | undefined;
  onOpen: (action: Action | undefined) => void;
  /** With their keys, on the alert's own page. */
  isLarge?: boolean;
};

export function ActionButtons({ alert, open, onOpen, isLarge = false }: Buttons) {
  const words = useAlertWords();
  const reopen = useAlertChange(() => onOpen(undefined));
  if (!useMayAct() || alert.handling === "closed") return null;
  const look = isLarge ? "button" : "link";
  return (
    <span className={isLarge ? "actions" : "actions is-small"}>
      {ACTIONS.map((action) =>
        action === "acknowledge" && alert.handling === "acknowledged" ? (
          <button
            key={action}
            type="button"
            className={look}
            onClick={() => reopen.mutate([{ path: `/alerts/${alert.id}/reopen`, body: {} }])}
          >
            {words.reopen}
          </button>
        ) : (
          <button
            key={action}
            type="button"
            className={action === "acknowledge" ? `${look} primary` : look}
            aria-expanded={open === action}
            aria-keyshortcuts={KEY_OF[action]}
            onClick={() => onOpen(open === action ? undefined : action)}
          >
            {words[action]}
            {isLarge && <kbd aria-hidden="true">{KEY_OF[action]}</kbd>}
          </button>
        ),
      )}
    </span>
  );
}

export function handlingText(alert: Alert, words: AlertWords, time: (ms: number) => string): string {
  const { handling, acknowledgedBy, acknowledgedUntil, assignee, closedBy, resolvedAt } = alert;
  const who = handling === "closed" ? closedBy : acknowledgedBy;
  const state =
    handling === "open" && (resolvedAt !== null || assignee !== null) ? undefined : words.handled[handling];
  return [
    state,
    handling !== "open" && who !== null ? words.by(who) : undefined,
    acknowledgedUntil !== null && handling === "acknowledged"
      ? words.until(time(Date.parse(acknowledgedUntil)))
      : undefined,
    assignee !== null ? words.assignedTo(assignee) : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}
