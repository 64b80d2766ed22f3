import type { AlertDetail } from "@mystocks/alerting";

export interface Step {
  kind:
    | "began"
    | "fired"
    | "told"
    | "notTold"
    | "toldLater"
    | "nobody"
    | "acknowledged"
    | "closed"
    | "goesOn"
    | "over";
  /** Unix milliseconds; left out while it is waited for. */
  atMs?: number;
  /** The receiver or the person. */
  who?: string;
  tone: "done" | "bad" | "open" | "ok";
}

type Notification = AlertDetail["notifications"][number];

/** An alert's way in the order in which people think of it: it began, fired, was told, somebody took it, it ended. */
export function stepsOf({ alert, notifications }: AlertDetail): Step[] {
  const began: Step = { kind: "began", atMs: Date.parse(alert.since), tone: "done" };
  const fired: Step[] =
    alert.firedAt === null ? [] : [{ kind: "fired", atMs: Date.parse(alert.firedAt), tone: "done" }];
  return [
    ...(alert.firedAt !== alert.since ? [began] : []),
    ...fired,
    ...firstOfEach(notifications).map(toldStep),
    ...handled(alert),
    alert.resolvedAt === null
      ? { kind: "goesOn", tone: "open" }
      : { kind: "over", atMs: Date.parse(alert.resolvedAt), tone: "ok" },
  ];
}

/** Of each receiver the first that it was told; what was kept back is no step. */
function firstOfEach(notifications: readonly Notification[]): Notification[] {
  const first = new Map<string, Notification>();
  for (const one of notifications)
    if (one.state !== "muted" && one.state !== "superseded" && !first.has(one.receiver))
      first.set(one.receiver, one);
  return [...first.values()];
}

function toldStep({ receiver, state, sentAt }: Notification): Step {
  if (state === "dead") return { kind: "notTold", who: receiver, tone: "bad" };
  if (sentAt === null) return { kind: "toldLater", who: receiver, tone: "open" };
  return { kind: "told", who: receiver, atMs: Date.parse(sentAt), tone: "done" };
}

function handled({
  acknowledgedAt,
  acknowledgedBy,
  closedBy,
  handling,
  resolvedAt,
}: AlertDetail["alert"]): Step[] {
  const steps: Step[] = [];
  if (acknowledgedAt !== null && handling !== "open")
    steps.push({
      kind: "acknowledged",
      who: acknowledgedBy ?? "",
      atMs: Date.parse(acknowledgedAt),
      tone: "done",
    });
  else if (handling === "open" && resolvedAt === null) steps.push({ kind: "nobody", tone: "open" });
  if (closedBy !== null) steps.push({ kind: "closed", who: closedBy, tone: "done" });
  return steps;
}
