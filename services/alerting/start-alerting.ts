import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Bus } from "@mystocks/bus";
import { ALERTS_TOPIC, decodeAlert, type AlertEvent, type AlertSnapshot } from "@mystocks/events";
import { EXCHANGES, openCalendar, type Calendar } from "@mystocks/calendar";
import { mutingSilence, type Calendars } from "@mystocks/rules";
import {
  Authenticator,
  FaultLog,
  MonitorError,
  type Lifecycle,
  type Logger,
  type MetricFamily,
  type MonitorConfig,
} from "@mystocks/runtime";
import type { Router } from "express";
import type pg from "pg";
import { AlertmanagerSender } from "./delivery/alertmanager-sender.ts";
import { Receivers } from "./delivery/receivers.ts";
import { Exemplars } from "./evidence/exemplars.ts";
import { EvidenceKeeper } from "./evidence/evidence-keeper.ts";
import { gather } from "./evidence/gather.ts";
import { Inbox } from "./inbox/inbox.ts";
import { Watch } from "./inbox/watch.ts";
import { asHandled } from "./judge/as-handled.ts";
import { Judge } from "./judge/judge.ts";
import { conditionOf } from "./judge/alert-row.ts";
import { Publisher } from "./judge/publisher.ts";
import { alertingFamilies } from "./metric-families.ts";
import { chartOfAlert } from "./http/chart-of-alert.ts";
import { alertingRouter } from "./http/router.ts";
import { findRuleFiles, type FoundRuleFile } from "./rules-in-force/rule-files.ts";
import { RuleVersions } from "./rules-in-force/rule-versions.ts";
import { RulesInForce } from "./rules-in-force/rules-in-force.ts";
import { SilenceBook } from "./silences/silence-book.ts";
import { SilenceMirror } from "./silences/silence-mirror.ts";
import { Feed } from "./series/feed.ts";
import { LiveSeries } from "./series/live-series.ts";
import { QualityFeed } from "./series/quality-feed.ts";

export interface AlertingParts {
  /** Changed in place by an edit of the file. */
  config: MonitorConfig;
  /** Alerting's own connections to the monitoring store. */
  pool: pg.Pool;
  bus: Bus;
  log: Logger;
  /** Where people reach the dashboard, without a slash at the end. */
  publicUrl: string;
  /** Who may ask; of its own on this store when left out. */
  auth?: Authenticator;
  /** Unix milliseconds; a test moves it. */
  now?: () => number;
}

export interface Alerting {
  /** Its part of the API, PromQL as Prometheus answers it, and Alertmanager's webhook. */
  router: Router;
  families(): MetricFamily[];
  /** Receivers as they are from now on. */
  reload(config: MonitorConfig): Promise<void>;
}

const DEFAULT_RULES = join(import.meta.dirname, "default-rules", "*.yml");

/** Judges rules on what recorders publish, keeps alerts, tells whom the config names. Wiring only, in order of need. */
export async function startAlerting(parts: AlertingParts, life: Lifecycle): Promise<Alerting> {
  const { config, pool, bus, log, publicUrl, now = Date.now } = parts;
  const faults = new FaultLog(log);
  const onDisk = await ruleFilesOf(config);
  const rules = loadRules(onDisk, log);
  const calendars = calendarBook();

  const exemplars = new Exemplars();
  const evidence = { pool, exemplars, publicUrl, selectorsOf: rules.selectorsOf.bind(rules) };
  const receivers = new Receivers({
    pool,
    publicUrl,
    faults,
    now,
    evidenceOf: (event) => keeper.evidenceOf(event),
  });
  await receivers.reload(config);
  life.onStop("receivers", () => receivers.stop());
  const alertmanager = new AlertmanagerSender({
    pool,
    urls: config.alertmanagerUrls,
    publicUrl,
    faults,
    now,
  });
  life.onStop("Alertmanager", () => alertmanager.stop());
  const publisher = new Publisher({ pool, bus, faults });
  life.onStop("alerts' publisher", () => publisher.stop());

  const silences = await SilenceBook.open(pool, faults);
  life.onStop("silences", () => silences.close());

  const onEvents = (shard: number, events: readonly AlertEvent[]) => {
    // First, so that the messages wait for what it looks for and nothing is looked for twice.
    keeper.keep(events);
    receivers.wake();
    if (judge.shards.includes(shard)) alertmanager.tell(events);
    publisher.publish(shard, events);
  };
  const mutedBy = (labels: Readonly<Record<string, string>>) => {
    const muting = mutingSilence({ labels: { ...labels } }, silences.inForce(now()), now());
    return muting === undefined ? [] : [muting.id];
  };
  const receiversOf = (alert: Pick<AlertSnapshot, "labels" | "level" | "source">) => [
    ...receivers.of(alert),
    ...alertmanager.receiversOf(alert),
  ];
  const live = new LiveSeries({ rules, calendars, now });
  const keeper = new EvidenceKeeper({
    ...evidence,
    chartOf: (alert) => {
      const expression = rules.expressionOf(alert);
      return expression && chartOfAlert({ alert, expression, store: live.store, nowMs: now() });
    },
    onEvents,
    faults,
    now,
  });
  life.onStop("evidence", () => keeper.stop());
  const judge = new Judge({
    pool,
    live,
    owner: randomUUID(),
    groups: () => rules.groups,
    silences: () => silences.inForce(now()),
    calendars,
    externalUrl: publicUrl,
    receiversOf,
    onShard(lease) {
      publisher.take(lease);
      void alertmanager.take(lease.shard);
    },
    onDropped: (shard) => alertmanager.release(shard),
    onLeased: (leases) => leases.forEach((lease) => publisher.sweep(lease)),
    onSaved: onEvents,
    onUnsaved(shard, transitions) {
      alertmanager.tell(
        transitions.flatMap(({ rule, transition }) => unsavedAlert(conditionOf(rule, transition, shard))),
      );
    },
    log,
    faults,
    now,
  });
  const inbox = new Inbox({
    pool,
    receiversOf,
    mutedBy,
    ownedShards: () => judge.shards,
    onEvents,
    faults,
    now,
  });
  life.onStop("inbox", () => inbox.stop());
  const watch = new Watch({
    pool,
    receiversOf,
    mutedBy,
    ownedShards: () => judge.shards,
    escalations: () => receivers.escalations(),
    onEvents,
    onSilences: () => silences.read(),
    faults,
    now,
  });
  life.onStop("watch over alerts", () => watch.stop());
  const mirror = new SilenceMirror({
    pool,
    urls: config.alertmanagerUrls,
    isMine: () => judge.shards.includes(0),
    onChange: () => silences.read(),
    faults,
    now,
  });
  life.onStop("mirror of silences", () => mirror.stop());
  const onChange = (names: ReadonlySet<string>) => judge.changed(names);
  const quality = await QualityFeed.start({ pool, bus, live, now, onChange });
  life.onStop("verdicts' feed", () => quality.stop());
  const feed = await Feed.start({
    pool,
    bus,
    exemplars,
    now,
    onChange,
    onLogs: (logs) => inbox.hear(logs),
    onReload(store) {
      live.put(store);
      quality.write();
    },
  });
  life.onStop("alerting's feed", () => feed.stop());
  live.put(feed.store);
  quality.write();
  const changes = await bus.subscribe(ALERTS_TOPIC, { all: true, from: "end" }, ({ value }) => {
    const event = decodeAlert(value);
    const change = asHandled(event);
    if (change !== undefined) judge.change(event.shard, event.alert.fingerprint, change);
    if (event.actor === null) return;
    receivers.wake();
    if (judge.shards.includes(event.shard)) alertmanager.tell([event]);
  });
  life.onStop("alerts' changes", () => changes.close());
  const versions = await RuleVersions.open({
    pool,
    rules,
    onDisk,
    onChange(before) {
      live.retain();
      judge.revise(before);
    },
    log,
    faults,
  });
  life.onStop("rule versions", () => versions.stop());
  await judge.start();
  life.onStop("judge", () => judge.stop());
  const sweep = setInterval(() => exemplars.drop(now()), 10_000);
  life.onStop("exemplars", () => clearInterval(sweep));
  const router = alertingRouter({
    pool,
    auth: parts.auth ?? new Authenticator({ pool, publicUrl }),
    rules,
    versions,
    live,
    stateOf: (ruleId) => judge.state(ruleId),
    failures: () => judge.failures(),
    ownedShards: () => judge.shards,
    inbox,
    confirm: (alerts) => alertmanager.confirm(alerts),
    receiversOf,
    evidenceOf: (alert) => gather(evidence, { alert }),
    silencesChanged: () => silences.read(),
    calendars,
    publicUrl,
    now,
  });
  return {
    router,
    families: () =>
      alertingFamilies({
        series: live.store.stats,
        judge: judge.stats,
        receivers: receivers.stats(),
        alertmanager: { ...alertmanager.stats, held: alertmanager.held },
      }),
    reload: (next) => receivers.reload(next),
  };
}

function ruleFilesOf({ defaultRules, rules }: MonitorConfig): Promise<FoundRuleFile[]> {
  return findRuleFiles([...(defaultRules ? [DEFAULT_RULES] : []), ...rules]);
}

function loadRules(files: readonly FoundRuleFile[], log: Logger): RulesInForce {
  const rules = new RulesInForce();
  const { isInForce, problems } = rules.put(files);
  if (!isInForce)
    throw new MonitorError("CONFIG_INVALID", `rules: ${problems.join("\n")}`, {
      remedy: "Mend the lines named above; mystocks-monitor rules check FILE tells the same without a start.",
    });
  for (const problem of problems)
    log.warn({ problem }, "a rule file has something that is probably not meant");
  return rules;
}

/** With the store away an alert has no number yet: its fingerprint stands for it, and only CRITICAL ones go out. */
function unsavedAlert(condition: ReturnType<typeof conditionOf>) {
  if (condition.level !== "CRITICAL" || condition.firedAtMs === null) return [];
  const { shard, episode: _, lastSeenMs: atMs, endReason: __, newOccurrences, ...known } = condition;
  const alert: AlertSnapshot = {
    ...known,
    alertId: condition.fingerprint,
    handling: "open",
    mutedBy: [],
    occurrences: newOccurrences,
    acknowledgedBy: null,
    acknowledgedUntilMs: null,
    assignee: null,
  };
  return [{ alert, shard, sequence: 0, atMs }];
}

/** Calendars by exchange, each opened when a rule first asks for it. */
function calendarBook(): Calendars {
  const open = new Map<string, Calendar>();
  return (mic) => {
    if (!EXCHANGES.includes(mic)) return undefined;
    const calendar = open.get(mic) ?? openCalendar(mic);
    open.set(mic, calendar);
    return calendar;
  };
}
