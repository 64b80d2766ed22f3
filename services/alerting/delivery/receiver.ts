import type { AlertSnapshot } from "@mystocks/events";
import type { Language } from "./told.ts";
import type { FORMATS } from "./formats/index.ts";
import type { MailBox } from "./mail.ts";
import { isHeartbeat } from "../vital/heartbeat.ts";

/** Whom to tell, how, and of what. */
export interface Receiver {
  name: string;
  to: { type: keyof typeof FORMATS; url: string } | { type: "smtp"; box: MailBox };
  secret?: string;
  language: Language;
  /** Only alerts of these levels; undefined: all. */
  levels?: readonly AlertSnapshot["level"][];
  /** Only alerts with these labels. */
  labels: Readonly<Record<string, string>>;
  /** Alerts with the same values of these labels are told in one message. */
  groupBy: readonly string[];
  /** Told when this one can't be. */
  fallback?: string;
  /** Who is next when nobody has acknowledged so long after this one was told. */
  escalation?: { afterMs: number; to: string };
  /** Hears of reports, too. */
  reports: boolean;
  /** Hears of the heartbeat, so often, and of nothing else. */
  heartbeatMs?: number;
}

export function wants(
  { levels, labels, heartbeatMs }: Receiver,
  alert: Pick<AlertSnapshot, "labels" | "level">,
): boolean {
  if (heartbeatMs !== undefined || isHeartbeat(alert)) return false;
  if (levels !== undefined && !levels.includes(alert.level)) return false;
  return Object.entries(labels).every(([name, value]) => alert.labels[name] === value);
}
