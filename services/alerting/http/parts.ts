import type { AlertSnapshot } from "@mystocks/events";
import type { Calendars, RuleState, Silence } from "@mystocks/rules";
import type { Authenticator } from "@mystocks/runtime";
import type pg from "pg";
import type { AlertmanagerSender } from "../delivery/alertmanager-sender.ts";
import type { ToldEvidence } from "../delivery/told.ts";
import type { Exemplars } from "../evidence/exemplars.ts";
import type { RuleTiming } from "../judge/shard-judge.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { RuleVersions } from "../rules-in-force/rule-versions.ts";
import type { RulesInForce } from "../rules-in-force/rules-in-force.ts";
import type { LiveStore } from "../series/live-store.ts";

/** What the routes of alerting need. */
export interface HttpParts {
  pool: pg.Pool;
  auth: Authenticator;
  rules: RulesInForce;
  versions: RuleVersions;
  /** Another object after a reload of the series. */
  live: { readonly store: LiveStore };
  /** Of the rules that this process judges; undefined: another one does, or the rule is at rest. */
  stateOf: (ruleId: string) => RuleState | undefined;
  /** When a rule was last judged; undefined: not here, or not yet. */
  timingOf: (ruleId: string) => RuleTiming | undefined;
  /** What rules failed at when last judged here, by id. */
  failures: () => ReadonlyMap<string, string>;
  ownedShards: () => readonly number[];
  inbox: Pick<Inbox, "change" | "hearWebhook">;
  /** Ours that come back show that Alertmanager delivers; resolves to the others. */
  confirm: AlertmanagerSender["confirm"];
  receiversOf: (alert: Pick<AlertSnapshot, "labels" | "level" | "source">) => readonly string[];
  exemplars: Pick<Exemplars, "find">;
  evidenceOf: (alert: AlertSnapshot) => Promise<ToldEvidence>;
  /** One was changed: read them again. */
  silencesChanged: () => Promise<void>;
  /** Silences as they were at each instant since then. */
  silencesSince: (fromMs: number) => Promise<(atMs: number) => Silence[]>;
  calendars: Calendars;
  publicUrl: string;
  now: () => number;
}
