import { randomUUID } from "node:crypto";
import { mutesEverything, mutesRules, silenceMatcher } from "@mystocks/rules";
import type { Matcher } from "@mystocks/promql";
import { bindRoute, durationMs, MonitorError, type Route } from "@mystocks/runtime";
import { inTransaction } from "@mystocks/store";
import {
  expireSilence,
  findAlerts,
  insertAudit,
  readAlertLabels,
  readSilences,
  saveSilence,
  type StoredSilence,
} from "@mystocks/store/alerting";
import type { Silence, SilenceMatcher, SilencePreview } from "../contract.ts";
import { declarations } from "../declarations.ts";
import { isWithin } from "../silences/recurrence.ts";
import { alertOf } from "./alert-routes.ts";
import { shownAlert, shownTime, shownTimeOrNull } from "./alert-view.ts";
import type { HttpParts } from "./parts.ts";

const WEEK_MS = 7 * 86_400_000;
/** Of a silence that ends with its alert, should the alert never end. */
const LONGEST_WITH_ALERT_MS = 30 * 86_400_000;
const MOST_SHOWN = 200;

export function silenceRoutes(parts: HttpParts): Route[] {
  const { pool, now, silencesChanged } = parts;
  return [
    bindRoute(declarations.listSilences, async ({ query }) => {
      const since = query.ended === "true" ? now() - WEEK_MS : undefined;
      return { items: (await readSilences(pool, since)).map((one) => shownSilence(one, now())) };
    }),
    bindRoute(declarations.previewSilence, async ({ body }) => previewOf(parts, matchersOf(body.matchers))),
    bindRoute(declarations.saveSilence, async ({ body, principal }) => {
      refuseAll(parts, matchersOf(body.matchers));
      if (body.endsWithAlert !== undefined) await alertOf(parts, body.endsWithAlert);
      const actor = principal!.name;
      const times = timesOf(body, now());
      const silence = {
        silenceId: body.id ?? randomUUID(),
        matchers: body.matchers,
        ...times,
        recurrence: body.recurrence === undefined ? null : withKnownZone(body.recurrence),
        endsWithAlert: body.endsWithAlert ?? null,
        createdBy: actor,
        comment: body.comment,
        origin: "monitor" as const,
        mirrors: {},
      };
      await inTransaction(pool, async (client) => {
        const known = await client.query<Pick<StoredSilence, "mirrors">>(
          "SELECT mirrors FROM alerting.silence WHERE silence_id = $1 FOR UPDATE",
          [silence.silenceId],
        );
        if (body.id !== undefined && known.rows[0] === undefined) throw unknownSilence(body.id);
        // The ids that Alertmanagers gave it stay, or the former silence would be left there.
        const before = await saveSilence(client, { ...silence, mirrors: known.rows[0]?.mirrors ?? {} });
        await insertAudit(client, {
          actor,
          action: before === undefined ? "silence.created" : "silence.changed",
          subject: silence.silenceId,
          before: before ?? null,
          after: silence,
        });
      });
      await silencesChanged();
      return shownSilence({ ...silence, updatedMs: now(), expiredMs: null }, now());
    }),
    bindRoute(declarations.endSilence, async ({ params, principal }) => {
      await inTransaction(pool, async (client) => {
        const ended = await expireSilence(client, params.id);
        if (ended === undefined) throw unknownSilence(params.id);
        await insertAudit(client, {
          actor: principal!.name,
          action: "silence.ended",
          subject: params.id,
          before: ended,
          after: null,
        });
      });
      await silencesChanged();
      return undefined;
    }),
  ];
}

function shownSilence(stored: StoredSilence, nowMs: number): Silence {
  const { silenceId, startsMs, endsMs, recurrence, expiredMs } = stored;
  const state = stateAt(stored, nowMs);
  return {
    id: silenceId,
    matchers: stored.matchers,
    startsAt: shownTime(startsMs),
    endsAt: shownTime(endsMs),
    recurrence,
    endsWithAlert: stored.endsWithAlert,
    createdBy: stored.createdBy,
    comment: stored.comment,
    origin: stored.origin,
    state,
    isInForce: state === "active" && (recurrence === null || isWithin(recurrence, nowMs)),
    endedAt: shownTimeOrNull(expiredMs),
    alertmanagers: Object.keys(stored.mirrors).length,
  };
}

function stateAt({ startsMs, endsMs, expiredMs }: StoredSilence, nowMs: number): Silence["state"] {
  if (expiredMs !== null || endsMs <= nowMs) return "expired";
  return startsMs <= nowMs ? "active" : "pending";
}

function matchersOf(matchers: readonly SilenceMatcher[]): Matcher[] {
  return matchers.map((matcher) => {
    try {
      return silenceMatcher(matcher);
    } catch (cause) {
      throw new MonitorError("BODY_INVALID", `${matcher.value} is no regular expression.`, {
        cause,
        field: "matchers",
        allowed: ["a regular expression of RE2, anchored at both ends"],
      });
    }
  });
}

/** By what it asks for, or by all that the rules in force could raise; of one rule alone it is what was meant. */
function mutesAll({ rules }: Pick<HttpParts, "rules">, matchers: readonly Matcher[]): boolean {
  if (mutesEverything({ matchers })) return true;
  const alerting = rules.groups.flatMap(({ group }) => group.rules.filter((rule) => rule.kind === "alert"));
  return new Set(alerting.map(({ name }) => name)).size > 1 && mutesRules({ matchers }, alerting);
}

function refuseAll(parts: Pick<HttpParts, "rules">, matchers: readonly Matcher[]): void {
  if (!mutesAll(parts, matchers)) return;
  throw new MonitorError("BODY_INVALID", "This silence would mute every alert.", {
    field: "matchers",
    allowed: ["at least one matcher that an alert without the label does not meet"],
    remedy: 'Name what is to be silent, such as alertname="SlowOperations".',
  });
}

async function previewOf(parts: HttpParts, matchers: readonly Matcher[]): Promise<SilencePreview> {
  const { pool, now } = parts;
  const mutes = (labels: Readonly<Record<string, string>>) =>
    matchers.every((matcher) => matcher.matches(labels[matcher.name] ?? ""));
  const [live, week] = await Promise.all([
    findAlerts(pool, { condition: "live" }, { limit: 10_000 }),
    readAlertLabels(pool, now() - WEEK_MS),
  ]);
  const muted = week.filter(({ labels }) => mutes(labels));
  const mutedNow = live.filter(({ labels }) => mutes(labels));
  return {
    mutesEverything: mutesAll(parts, matchers),
    now: mutedNow.slice(0, MOST_SHOWN).map(shownAlert),
    nowTotal: mutedNow.length,
    lastSevenDays: muted.length,
    notifications: muted.reduce((sum, { notifications }) => sum + notifications, 0),
    byRule: countByRule(muted),
  };
}

function countByRule(alerts: readonly { labels: Readonly<Record<string, string>> }[]) {
  const counts = new Map<string, number>();
  for (const { labels } of alerts) {
    const rule = labels["alertname"] ?? "";
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count);
}

interface Times {
  startsAt?: string | undefined;
  endsAt?: string | undefined;
  for?: string | undefined;
  endsWithAlert?: string | undefined;
}

function timesOf(asked: Times, nowMs: number): { startsMs: number; endsMs: number } {
  const startsMs = asked.startsAt === undefined ? nowMs : Math.max(nowMs, Date.parse(asked.startsAt));
  const length = asked.for === undefined ? undefined : durationMs(asked.for);
  const whole = asked.endsWithAlert === undefined ? undefined : LONGEST_WITH_ALERT_MS;
  const lengthMs = length ?? whole;
  if (asked.endsAt === undefined && lengthMs === undefined)
    throw new MonitorError("BODY_INVALID", "The silence has no end.", {
      field: "endsAt",
      allowed: ["endsAt", "for, such as 2h", "endsWithAlert"],
    });
  const endsMs = asked.endsAt === undefined ? startsMs + lengthMs! : Date.parse(asked.endsAt);
  if (endsMs > startsMs) return { startsMs, endsMs };
  throw new MonitorError("BODY_INVALID", "The silence ends before it starts.", {
    field: "endsAt",
    allowed: ["a time after now and after startsAt"],
  });
}

function withKnownZone<R extends { timeZone: string }>(recurrence: R): R {
  try {
    Intl.DateTimeFormat("en", { timeZone: recurrence.timeZone });
    return recurrence;
  } catch (cause) {
    throw new MonitorError("BODY_INVALID", `There is no time zone ${recurrence.timeZone}.`, {
      cause,
      field: "recurrence.timeZone",
      allowed: ["a name of the tz database, such as Asia/Shanghai"],
    });
  }
}

function unknownSilence(id: string): MonitorError {
  return new MonitorError("NOT_FOUND", `There is no silence ${id} in force or to come.`, {
    field: "id",
    remedy: "GET /api/v1/silences lists those there are.",
  });
}
