import { randomUUID } from "node:crypto";
import { decodeOrDeadLetter, type Bus } from "@mystocks/bus";
import { calendarBook, type CalendarBook } from "@mystocks/calendar";
import { ALERTS_TOPIC, decodeAlert, type AlertSnapshot } from "@mystocks/events";
import {
  Authenticator,
  FaultLog,
  type Lifecycle,
  type Logger,
  type MetricFamily,
  type MonitorConfig,
} from "@mystocks/runtime";
import { JobWatch, startScheduler } from "@mystocks/schedule";
import type { Router } from "express";
import type pg from "pg";
import { alertingJobs } from "./alerting-jobs.ts";
import { Outlets } from "./delivery/outlets.ts";
import { Exemplars } from "./evidence/exemplars.ts";
import { gather } from "./evidence/gather.ts";
import { chartOfAlert } from "./http/chart-of-alert.ts";
import { alertingRouter } from "./http/router.ts";
import { Inbox } from "./inbox/inbox.ts";
import { Watch } from "./inbox/watch.ts";
import { Judge } from "./judge/judge.ts";
import { ShardLeases } from "./judge/shard-leases.ts";
import { alertingFamilies } from "./metric-families.ts";
import { FilesOnDisk } from "./rules-in-force/files-on-disk.ts";
import { RuleVersions } from "./rules-in-force/rule-versions.ts";
import { RulesInForce } from "./rules-in-force/rules-in-force.ts";
import { feedLiveSeries } from "./series/feed-live-series.ts";
import { LiveSeries } from "./series/live-series.ts";
import { RecordReplay } from "./series/replay-records.ts";
import { SilenceBook } from "./silences/silence-book.ts";
import { SilenceMirror } from "./silences/silence-mirror.ts";
import { marketFamilies } from "./vital/market-families.ts";
import { PulseWatch } from "./vital/pulse-watch.ts";
import { startVitalSigns } from "./vital/vital-signs.ts";

export interface AlertingParts {
  /** Changed in place by an edit of the file. */
  config: MonitorConfig;
  /** Alerting's own connections to the monitoring store. */
  pool: pg.Pool;
  /** The scheduler's, so that what jobs use up keeps no lease from being renewed; `pool` when left out. */
  jobsPool?: pg.Pool;
  bus: Bus;
  log: Logger;
  /** Where people reach the dashboard, without a slash at the end. */
  publicUrl: string;
  /** Where heartbeats go when the config does not say. */
  otlpUrl?: string;
  /** Figures of other roles in this process that rules read. */
  otherFamilies?: () => MetricFamily[];
  /** Who may ask; of its own on this store when left out. */
  auth?: Authenticator;
  /** The shipped ones when left out. */
  calendars?: CalendarBook;
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

/**
 * Judges rules on what recorders publish, keeps alerts, tells whom the config names. Wiring only, along the path of the
 * data: series come in (LiveSeries), rules are judged on them (Judge) in the shards that this process owns
 * (ShardLeases), others raise and handle alerts (Inbox, Watch), and what is committed goes out (Outlets).
 */
export async function startAlerting(parts: AlertingParts, life: Lifecycle): Promise<Alerting> {
  const { config, pool, bus, log, publicUrl, now = Date.now } = parts;
  const { alertmanagerUrls } = config;
  const faults = new FaultLog(log);
  const common = { pool, bus, publicUrl, faults, now };

  const onDisk = await FilesOnDisk.open({ config, faults });
  const rules = RulesInForce.of(onDisk.files, log);
  const book = parts.calendars ?? calendarBook();
  const calendars = book.find;
  const silences = await SilenceBook.open(pool, faults);
  life.onStop("silences", () => silences.close());
  const live = new LiveSeries({ rules, calendars, now });
  const exemplars = new Exemplars();
  const owner = randomUUID();
  const leases = new ShardLeases({ pool, owner, log, faults });

  const selectorsOf = (alert: AlertSnapshot) => rules.selectorsOf(alert);
  const chartOf = (alert: AlertSnapshot) => {
    const expression = rules.expressionOf(alert);
    return expression && chartOfAlert({ alert, expression, store: live.store, nowMs: now() });
  };
  const evidence = { exemplars, selectorsOf, chartOf };
  const outlets = new Outlets({ ...common, alertmanagerUrls, leases, evidence });
  await outlets.reload(config);
  life.onStop("outlets", () => outlets.stop());

  const receiversOf = outlets.receiversOf.bind(outlets);
  const onEvents = outlets.tell.bind(outlets);
  const onSilences = () => silences.read();
  const judge = new Judge({
    ...common,
    live,
    groups: () => rules.groups,
    silences: () => silences.inForce(now()),
    calendars,
    externalUrl: publicUrl,
    receiversOf,
    onSaved: onEvents,
    onUnsaved: (shard, transitions) => outlets.tellUnsaved(shard, transitions),
    onLost: (shard) => leases.lost(shard),
  });
  const desk = {
    ...common,
    receiversOf,
    mutedBy: (labels: Readonly<Record<string, string>>) => silences.muting(labels, now()),
    ownedShards: () => leases.owned,
    onEvents,
  };
  const inbox = new Inbox({ ...desk, alertmanagerUrls });
  life.onStop("inbox", () => inbox.stop());
  const watch = new Watch({ ...desk, escalations: () => outlets.escalations(), onSilences });
  life.onStop("watch over alerts", () => watch.stop());
  const isMine = () => leases.owns(0);
  const mirror = new SilenceMirror({ ...common, urls: alertmanagerUrls, isMine, onChange: onSilences });
  life.onStop("mirror of silences", () => mirror.stop());

  const pulses = new PulseWatch(now);
  const intake = {
    onPulse: () => pulses.heard(),
    beforeReplaced: (names: () => ReadonlySet<string>) => judge.beforeReplaced(names),
    onChange: (names: ReadonlySet<string>) => judge.changed(names),
    onLogs: inbox.hear.bind(inbox),
  };
  const feed = await feedLiveSeries({ ...common, live, exemplars, ...intake }, life);
  const changes = await bus.subscribe(ALERTS_TOPIC, { all: true, from: "end" }, ({ value }) => {
    const event = decodeOrDeadLetter(decodeAlert, value);
    judge.heed(event);
    outlets.overhear(event);
  });
  life.onStop("alerts' changes", () => changes.close());

  const groups = () => rules.groups.map(({ group }) => group);
  const records = new RecordReplay({ ...common, live, groups, calendars });
  const faultOf = (what: string) => (error: unknown) => faults.fault(what, error);
  life.onStop("what rules would have recorded", () => records.stop());
  const onRules = (before: RulesInForce["groups"]) => {
    const isReadLonger = live.retain();
    judge.revise(before);
    if (isReadLonger) void feed.reload().then(() => records.start(), faultOf("series can't be loaded anew"));
  };
  const versions = await RuleVersions.open({ pool, rules, onDisk, onChange: onRules, log, faults });
  life.onStop("rule versions", () => versions.stop());
  onDisk.watch(
    () => versions.diskChanged(),
    (problems) => rules.refuse(problems),
  );
  life.onStop("rule files", () => onDisk.stop());
  void records.start();
  // By the rules of now: what another replica has changed a moment ago is no rule that was removed.
  const freshRules = { take: () => versions.refresh(), drop: () => {} };
  await leases.start([freshRules, judge, outlets], () => judge.judgedAtMs);
  life.onStop("leases of shards", () => leases.release());
  judge.start();
  life.onStop("judge", () => judge.stop());
  const scheduler = startScheduler(
    {
      pool: parts.jobsPool ?? pool,
      log,
      owner,
      role: "alerting",
      calendars: book.open,
      jobs: alertingJobs({ pool, config, log, now }),
    },
    life,
  );

  const jobs = new JobWatch({ pool, faults, calendars: book.open });
  life.onStop("where jobs stand", () => jobs.stop());
  const heartbeatUrl = config.heartbeat.otlpUrl ?? parts.otlpUrl;
  const ownFamilies = () =>
    alertingFamilies({
      series: live.store.stats,
      judge: judge.stats,
      ...outlets.stats(),
      areRuleFilesInForce: onDisk.areInForce,
      // A pulse a heartbeat: without heartbeats silence may be rest.
      pulseAgeSeconds: heartbeatUrl === undefined ? undefined : pulses.ageSeconds(),
    });
  startVitalSigns(
    {
      ...common,
      config,
      live,
      rules,
      outlets,
      ownedShards: () => leases.owned,
      families: () => [...ownFamilies(), ...jobs.families(), ...(parts.otherFamilies?.() ?? [])],
      heartbeatUrl,
    },
    life,
  );

  const router = alertingRouter({
    ...common,
    auth: parts.auth ?? new Authenticator({ pool, publicUrl }),
    rules,
    versions,
    live,
    exemplars,
    stateOf: (ruleId) => judge.state(ruleId),
    timingOf: (ruleId) => judge.timing(ruleId),
    failures: () => judge.failures(),
    ownedShards: () => leases.owned,
    inbox,
    confirm: outlets.confirm,
    receiversOf,
    evidenceOf: (alert) => gather({ ...common, ...evidence }, { alert }),
    silencesChanged: onSilences,
    silencesSince: (fromMs) => silences.since(fromMs),
    calendars,
  });
  return {
    router,
    families: () => [
      ...ownFamilies(),
      ...scheduler.families(),
      ...jobs.families(),
      ...marketFamilies(calendars, now()),
    ],
    reload: (next) => outlets.reload(next),
  };
}
