import { EXCHANGES, openCalendar } from "@mystocks/calendar";
import { Labels } from "@mystocks/promql";
import { expect, test } from "@jest/globals";
import {
  evaluateAlert,
  formatPreview,
  judge,
  MemorySeries,
  newRuleState,
  parseRuleFile,
  previewRules,
} from "./index.ts";
import type { AlertingRule, PreviewParts, RuleState, RuleWorld } from "./index.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const calendars = new Map(EXCHANGES.map((mic) => [mic, openCalendar(mic)]));

function partsOf(store: MemorySeries): PreviewParts {
  return { store, externalLabels: {}, externalUrl: "", options: {}, calendars: (mic) => calendars.get(mic) };
}

function series(
  store: MemorySeries,
  host: string,
  minutes: number,
  valueAt: (minute: number) => number | null | undefined,
): void {
  const labels = Labels.of({ __name__: "m", host });
  for (let minute = 0; minute <= minutes; minute++) {
    const value = valueAt(minute);
    if (value === null) store.markStale(labels, minute * MINUTE);
    else if (value !== undefined) store.append(labels, minute * MINUTE, value);
  }
}

const groupsOf = (...rules: string[]) =>
  parseRuleFile("draft.yml", `groups:\n- name: g\n  rules:\n${rules.map((rule) => `  - ${rule}\n`).join("")}`)
    .groups;

test("a preview tells when a rule would have fired, for how long, and how many messages that had been", () => {
  const store = new MemorySeries();
  series(store, "a", 120, (minute) => (minute >= 10 && minute < 40 ? 9 : 1));
  series(store, "b", 120, (minute) => (minute >= 100 ? 9 : 1));
  const groups = groupsOf(
    '{alert: High, expr: m > 5, for: 5m, annotations: {summary: "{{ $labels.host }}"}}',
  );
  const { rules } = previewRules(groups, partsOf(store), { fromMs: 0, toMs: 2 * HOUR, stepMs: MINUTE });
  expect(rules).toMatchObject([
    {
      rule: "High",
      firings: 2,
      notifications: 3,
      peak: 1,
      firingMs: (25 + 16) * MINUTE,
      faults: [],
      episodes: [
        {
          labels: { alertname: "High", host: "a" },
          annotations: { summary: "a" },
          activeSinceMs: 10 * MINUTE,
          firedAtMs: 15 * MINUTE,
          resolvedAtMs: 40 * MINUTE,
          reason: "recovered",
        },
        { labels: { alertname: "High", host: "b" }, firedAtMs: 105 * MINUTE },
      ],
    },
  ]);
});

test("a preview shows how Prometheus would have differed where data was missing", () => {
  const store = new MemorySeries();
  series(store, "a", 60, (minute) => (minute === 10 ? null : minute > 10 && minute < 20 ? undefined : 9));
  const groups = groupsOf("{alert: High, expr: m > 5}");
  const report = previewRules(groups, partsOf(store), { fromMs: 0, toMs: HOUR, stepMs: MINUTE });
  expect(report.rules[0]).toMatchObject({
    firings: 1,
    notifications: 1,
    asPrometheus: { firings: 2, notifications: 3 },
  });
  expect(formatPreview(report)).toBe(
    "the last 1h, every 1m:\ng High: fired 1 times, 1h1m in all, 1 notifications; Prometheus: 2 times, 3 notifications",
  );
});

test("rules see what the rules before them record, not what was stored under that name", () => {
  const store = new MemorySeries();
  series(store, "a", 30, () => 4);
  store.append(Labels.of({ __name__: "twice", host: "old" }), 0, 100);
  const groups = groupsOf(
    "{record: twice, expr: m * 2, labels: {by: rule}}",
    "{alert: A, expr: twice > 7}",
    '{alert: B, expr: "ALERTS{alertname=\\"A\\"}", for: 1m}',
  );
  const { rules } = previewRules(groups, partsOf(store), {
    fromMs: 10 * MINUTE,
    toMs: 20 * MINUTE,
    stepMs: MINUTE,
  });
  expect(rules).toMatchObject([
    { rule: "A", firings: 1, episodes: [{ labels: { alertname: "A", host: "a", by: "rule" } }] },
    { rule: "B", firings: 1 },
  ]);
});

test("a rule that reads alerts of other rules is told that a preview has only the draft's own", () => {
  const store = new MemorySeries();
  series(store, "a", 30, () => 4);
  const groups = groupsOf(
    '{alert: A, expr: "m > 1 unless on() ALERTS{alertname=\\"Elsewhere\\"}"}',
    '{alert: B, expr: "ALERTS{alertname=~\\"A|Elsewhere\\"}"}',
  );
  const { rules } = previewRules(groups, partsOf(store), { fromMs: 0, toMs: 30 * MINUTE, stepMs: MINUTE });
  expect(rules.map(({ faults }) => faults)).toEqual([
    [
      '{alertname="Elsewhere", __name__="ALERTS"} is of no alert of this draft, and ALERTS holds only those in a preview',
    ],
    [],
  ]);
});

test("a rule that can't be evaluated says so and does not stop the others", () => {
  const store = new MemorySeries();
  series(store, "a", 30, () => 4);
  series(store, "b", 30, () => 4);
  const groups = groupsOf("{alert: Bad, expr: m > on () m}", "{alert: Good, expr: m > 1}");
  const { rules } = previewRules(groups, partsOf(store), { fromMs: 0, toMs: 30 * MINUTE, stepMs: MINUTE });
  expect(rules[0]).toMatchObject({
    rule: "Bad",
    firings: 0,
    faults: [expect.stringContaining("duplicate series")],
  });
  expect(rules[1]).toMatchObject({ rule: "Good", firings: 2, peak: 2 });
});

test("a preview gives the very transitions of live judging at the same instants", () => {
  const store = new MemorySeries();
  series(store, "a", 300, (minute) => (minute % 50 === 49 ? null : (minute * 7) % 23));
  series(store, "b", 300, (minute) => (minute % 31 < 4 ? undefined : (minute * 5) % 17));
  const groups = groupsOf("{alert: High, expr: m > 8, for: 1m, keep_firing_for: 2m}");
  const rule = groups[0]!.rules[0] as AlertingRule;
  const world: RuleWorld = { store, externalLabels: {}, externalUrl: "", options: {}, mode: "live" };
  let [state, fired, notified]: [RuleState, number[], number] = [newRuleState(), [], 0];
  for (let atMs = 0; atMs <= 5 * HOUR; atMs += MINUTE) {
    const outcome = evaluateAlert(rule, world, { atMs, queryOffsetMs: 0 }, state.alerts);
    const judged = judge(rule, state, outcome, atMs, {
      mode: "live",
      calendars: () => undefined,
      limit: 0,
      gapToleranceMs: 2 * MINUTE,
    });
    state = judged.state;
    notified += judged.transitions.filter(({ notify }) => notify).length;
    fired = [
      ...fired,
      ...judged.transitions
        .filter(({ kind }) => kind === "fired" || kind === "flapping")
        .map((one) => one.atMs),
    ];
  }
  const [preview] = previewRules(groups, partsOf(store), { fromMs: 0, toMs: 5 * HOUR, stepMs: MINUTE }).rules;
  expect(fired.length).toBeGreaterThan(3);
  expect(preview!.episodes.map(({ firedAtMs }) => firedAtMs)).toEqual(fired);
  expect(preview!.notifications).toBe(notified);
});
