import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { calendarBook } from "@mystocks/calendar";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import type { PulseEvent } from "@mystocks/events";
import {
  newGroupRun,
  parseRuleFile,
  runGroup,
  silenceMatcher,
  type PreviewWindow,
  type RuleGroup,
  type Transition,
} from "@mystocks/rules";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import type pg from "pg";
import { runPreview, type RunPreviewParts } from "../preview/run-preview.ts";
import { LiveStore } from "../series/live-store.ts";
import { storePulses, type Second } from "./stored-pulses.ts";

const MINUTE = 60;
const WINDOW_MINUTES = 90;
const FORGOTTEN_AFTER_MINUTES = 15;
/** A whole minute some hours ago. */
const START = Math.floor(Date.now() / 1000 / MINUTE) * MINUTE - 4 * 3600;
const calendars = calendarBook().find;

const RULES = `
groups:
  - name: operations
    rules:
      - record: operation:errors:increase5m
        expr: sum by (operation) (increase(mystocks_operation_errors_total[5m]))
      - alert: Errors
        expr: increase(mystocks_operation_errors_total[5m]) > 2.5
      - alert: ManyErrors
        expr: operation:errors:increase5m > 5.5
        for: 2m
        labels: { severity: critical }
      - alert: Idle
        expr: rate(mystocks_operation_duration_seconds_count[2m]) == 0
        for: 3m
      - alert: Slow
        expr: histogram_quantile(0.93, rate(mystocks_operation_duration_seconds[5m])) > 2
      - alert: SlowByBuckets
        expr: |
          histogram_quantile(0.53, sum by (le) (rate(mystocks_operation_duration_seconds_bucket[5m]))) > 2
`;

let database: TestDatabase;
let pool: pg.Pool;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 3, applicationName: "preview-test" });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

test("a preview out of the store tells what live judging told of the same data", async () => {
  // Pulses lie within minutes: the edges of a range are a second apart in the two. Quantiles are none that so few pulses
  // could lie exactly at, or that second would decide.
  const pulse = record({
    minute: integer({ min: 0, max: WINDOW_MINUTES - 1 }),
    second: integer({ min: 10, max: 50 }),
    operation: constantFrom("load_daily_kline", "load_ticks"),
    seconds: constantFrom([0.1, 0.1, 0.1, 0.1], [5, 5, 5, 5]),
    errors: integer({ min: 0, max: 4 }),
  });
  let fired = 0;
  await assert(
    asyncProperty(array(pulse, { minLength: 4, maxLength: 60, size: "max" }), async (drawn) => {
      await pool.query("TRUNCATE telemetry.pulse_1s, telemetry.source, telemetry.operation RESTART IDENTITY");
      const seconds = withoutBriefEnds(
        onePerSecond(drawn.map((one) => ({ ...one, second: START + one.minute * MINUTE + one.second }))),
      );
      const events = await storePulses(pool, seconds);
      const { groups } = parseRuleFile("rules.yml", RULES);
      const wanted = judgedLive(groups[0]!, events);
      const report = await runPreview(parts(), groups, windowOf());
      fired += wanted.length;
      const told = report.rules.flatMap(({ rule, episodes }) =>
        episodes.map((one) => [rule, one.labels["operation"], one.firedAtMs, one.resolvedAtMs] as Episode),
      );
      expectAlike(told.sort(byText), wanted.sort(byText));
    }),
    { numRuns: 12 },
  );
  expect(fired).toBeGreaterThan(30);
}, 120_000);

test("a preview names who would have been woken, and what a silence would have kept from them", async () => {
  const failing = (minute: number): Second => ({
    second: START + minute * MINUTE + 30,
    operation: "load_ticks",
    seconds: [0.1],
    errors: 3,
  });
  await storePulses(pool, [failing(5), failing(40), failing(70)]);
  const matchers = [silenceMatcher({ name: "operation", value: "load_ticks", isRegex: false })];
  const silence = {
    id: "s",
    matchers,
    startsMs: (START + 39 * MINUTE) * 1000,
    endsMs: (START + 60 * MINUTE) * 1000,
  };
  const { groups } = parseRuleFile(
    "draft.yml",
    "groups: [{name: g, rules: [{alert: A, expr: 'increase(mystocks_operation_errors_total[5m]) > 2'}, {alert: B, expr: nothing_like_it > 1}]}]",
  );
  const report = await runPreview(
    { ...parts(), silencesAt: () => [silence], receiversOf: ({ name }) => [`on-call of ${name}`] },
    groups,
    windowOf(),
  );
  expect(report.rules[0]).toMatchObject({ firings: 3, muted: 1, notifications: 4, faults: [] });
  expect([...report.rules[0]!.woken]).toEqual([["on-call of A", 2]]);
  expect(report.rules[0]!.episodes.map(({ mutedBy }) => mutedBy)).toEqual([undefined, "s", undefined]);
  expect(report.rules[1]).toMatchObject({
    firings: 0,
    faults: ['nothing is stored of {__name__="nothing_like_it"} in this time'],
  });
});

test("a draft may read what rules in force record, and the trading hours", async () => {
  await storePulses(pool, [
    { second: START + 10 * MINUTE, operation: "load_ticks", seconds: [0.1], errors: 9 },
  ]);
  const inForce = parseRuleFile("rules.yml", RULES).groups;
  const draft = parseRuleFile(
    "draft.yml",
    "groups: [{name: g, rules: [{alert: A, expr: 'operation:errors:increase5m > 8'}, {alert: Open, expr: 'mystocks_calendar_days_left > -100000'}]}]",
  ).groups;
  const { rules } = await runPreview({ ...parts(), inForce }, draft, windowOf());
  expect(rules).toMatchObject([
    { rule: "A", firings: 1, firingMs: 5 * MINUTE * 1000, faults: [] },
    { rule: "Open", firings: 5, faults: [] },
  ]);
});

test("a preview in seconds reads as much as it must and gives way to the judge", async () => {
  const live = new LiveStore(START * 1000);
  const labels = Array.from({ length: 50 }, (_, at) => ({ host: String(at) }));
  for (let second = START; second <= START + 900; second++)
    live.apply({
      source: "test",
      partition: 0,
      sequence: second,
      observedSecond: second,
      pulses: [],
      samples: labels.map((one) => ({
        name: "m",
        type: "gauge",
        labels: one,
        timeMs: second * 1000,
        value: second,
      })),
      logs: [],
    });
  const { groups } = parseRuleFile(
    "draft.yml",
    "groups: [{name: g, rules: [{alert: A, expr: 'quantile_over_time(0.5, m[10m]) >= 0'}]}]",
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const window = { fromMs: START * 1000, toMs: (START + 900) * 1000, stepMs: 1000 };
  const { rules } = await runPreview({ ...parts(), live }, groups, window);
  clearInterval(timer);
  expect(rules).toMatchObject([{ firings: 50, faults: [] }]);
  expect(turns).toBeGreaterThan(10);
}, 60_000);

function parts(): RunPreviewParts {
  return { pool, live: new LiveStore(0), calendars, inForce: [], publicUrl: "" };
}

function windowOf(): PreviewWindow {
  return { fromMs: START * 1000, toMs: (START + WINDOW_MINUTES * MINUTE) * 1000, stepMs: MINUTE * 1000 };
}

/** Second after second, and judged at each whole minute. */
function judgedLive(group: RuleGroup, events: readonly PulseEvent[]): Episode[] {
  const store = new LiveStore(START * 1000);
  const world = { store, externalLabels: {}, externalUrl: "", options: {}, mode: "live" as const };
  const options = { mode: "live" as const, calendars, gapToleranceMs: 2 * MINUTE * 1000 };
  const bySecond = new Map(events.map((event) => [event.observedSecond, event]));
  const transitions: { rule: string; transition: Transition }[] = [];
  let run = newGroupRun();
  for (let second = START; second <= START + WINDOW_MINUTES * MINUTE; second++) {
    const event = bySecond.get(second);
    if (event !== undefined) store.apply(event);
    store.tick(second * 1000);
    if (second % MINUTE !== 0) continue;
    const tick = runGroup(group, world, store, run, second * 1000, options);
    run = tick.run;
    transitions.push(...tick.transitions.map(({ rule, transition }) => ({ rule: rule.name, transition })));
  }
  return episodesOf(transitions);
}

/** An end that comes of silence may be a step apart, since the last sample before it stands at the end of its minute. */
function expectAlike(told: readonly Episode[], wanted: readonly Episode[]): void {
  expect(told.map((one) => one.slice(0, 3))).toEqual(wanted.map((one) => one.slice(0, 3)));
  for (const [at, [, , , endMs]] of told.entries())
    expect(Math.abs((endMs ?? Infinity) - (wanted[at]![3] ?? Infinity)) || 0).toBeLessThanOrEqual(
      MINUTE * 1000,
    );
}

type Episode = [
  rule: string,
  operation: string | undefined,
  firedAtMs: number,
  resolvedAtMs: number | undefined,
];

function episodesOf(transitions: readonly { rule: string; transition: Transition }[]): Episode[] {
  const episodes: Episode[] = [];
  const open = new Map<string, Episode>();
  for (const { rule, transition } of transitions) {
    const { kind, atMs, alert } = transition;
    const key = `${rule} ${alert.key}`;
    if (kind === "fired" || kind === "flapping") {
      const episode: Episode = [rule, alert.labels["operation"], atMs, undefined];
      episodes.push(episode);
      open.set(key, episode);
    } else if (kind === "resolved") open.get(key)?.splice(3, 1, atMs);
  }
  return episodes;
}

function onePerSecond(seconds: readonly Second[]): Second[] {
  return [...new Map(seconds.map((one) => [one.second, one])).values()].sort((a, b) => a.second - b.second);
}

/**
 * What is forgotten after a quarter of an hour and comes again within the same minute was gone for the live store; in
 * minutes it goes on.
 */
function withoutBriefEnds(seconds: readonly Second[]): Second[] {
  const lastMinutes = new Map<string, number>();
  return seconds.filter(({ second, operation }) => {
    const minute = Math.floor(second / MINUTE);
    if (minute - (lastMinutes.get(operation) ?? -Infinity) === FORGOTTEN_AFTER_MINUTES + 1) return false;
    lastMinutes.set(operation, minute);
    return true;
  });
}

const byText = (a: Episode, b: Episode) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
