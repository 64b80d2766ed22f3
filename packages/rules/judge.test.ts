import { expect, test } from "@jest/globals";
import { Labels } from "@mystocks/promql";
import fc from "fast-check";
import {
  acknowledge,
  applySilences,
  close,
  evaluateAlert,
  judge,
  MemorySeries,
  newRuleState,
  parseRuleFile,
  silenceMatcher,
} from "./index.ts";
import type { AlertingRule, AlertState, RuleState, RuleWorld, Transition } from "./index.ts";
import { MINUTE, ruleBench, SECOND } from "./testing/rule-bench.ts";
import type { RuleBench } from "./testing/rule-bench.ts";

const DEFAULTS =
  'expr: m > 1\nfor: 5m\nlabels: {severity: critical}\nannotations: {summary: "{{ $labels.host }} at {{ $value }}"}';
const at = (text: string) => Date.parse(text);
const only = ({ state }: RuleBench): AlertState => {
  const alerts = Object.values(state.alerts);
  expect(alerts).toHaveLength(1);
  return alerts[0]!;
};
const notified = (transitions: Transition[]) =>
  transitions.filter(({ notify }) => notify).map(({ kind }) => kind);

function hold(bench: RuleBench, value: number, fromMs: number, toMs: number, stepMs = MINUTE): Transition[] {
  const seen: Transition[] = [];
  for (let nowMs = fromMs; nowMs <= toMs; nowMs += stepMs) {
    bench.set(nowMs, { host: "a" }, value);
    seen.push(...bench.tick(nowMs));
  }
  return seen;
}

test("a condition is pending, fires once `for` has passed, and resolves when it turns false", () => {
  const bench = ruleBench(DEFAULTS);
  expect(hold(bench, 3, 0, 4 * MINUTE).map(({ kind }) => kind)).toEqual(["pending"]);
  const [fired] = hold(bench, 3, 5 * MINUTE, 5 * MINUTE);
  expect(fired).toMatchObject({
    kind: "fired",
    notify: true,
    alert: { condition: "firing", handling: "open", value: 3 },
  });
  expect(only(bench)).toMatchObject({
    labels: { alertname: "A", host: "a", severity: "critical" },
    annotations: { summary: "a at 3" },
    activeSinceMs: 0,
    firedAtMs: 5 * MINUTE,
  });
  const [resolved] = hold(bench, 0, 6 * MINUTE, 6 * MINUTE);
  expect(resolved).toMatchObject({
    kind: "resolved",
    reason: "recovered",
    notify: true,
    alert: { condition: "resolved", handling: "closed", closing: { reason: "recovered" } },
  });
});

test("a condition that turns false before `for` has passed tells nobody", () => {
  const bench = ruleBench(DEFAULTS);
  hold(bench, 3, 0, 4 * MINUTE);
  const seen = hold(bench, 0, 5 * MINUTE, 5 * MINUTE);
  expect(seen).toMatchObject([{ kind: "dropped", notify: false }]);
  expect(bench.state.alerts).toEqual({});
});

test("with `for: 0` one breaching second fires at once", () => {
  const bench = ruleBench("expr: m > 1");
  bench.set(0, {}, 2);
  expect(bench.kinds(0)).toEqual(["fired"]);
  bench.set(SECOND, {}, 0);
  expect(bench.kinds(SECOND)).toEqual(["resolved"]);
});

test("a restart at 4:59 of `for: 5m` fires on time", () => {
  const bench = ruleBench(DEFAULTS);
  hold(bench, 3, 0, 299 * SECOND, SECOND);
  const restarted = ruleBench(DEFAULTS);
  restarted.state = JSON.parse(JSON.stringify(bench.state)) as RuleState;
  restarted.set(300 * SECOND, { host: "a" }, 3);
  expect(restarted.kinds(300 * SECOND)).toEqual(["fired"]);
});

test("time that nobody watched does not count for `for`", () => {
  const bench = ruleBench(DEFAULTS);
  hold(bench, 3, 0, 2 * MINUTE);
  expect(hold(bench, 3, 32 * MINUTE, 34 * MINUTE).map(({ kind }) => kind)).toEqual([]);
  expect(hold(bench, 3, 35 * MINUTE, 35 * MINUTE).map(({ kind }) => kind)).toEqual(["fired"]);
});

test("keep_firing_for holds an alert over a dip and ends it afterwards", () => {
  const bench = ruleBench("expr: m > 1\nkeep_firing_for: 3m");
  hold(bench, 2, 0, 0);
  expect(hold(bench, 0, MINUTE, 3 * MINUTE)).toEqual([]);
  expect(hold(bench, 2, 4 * MINUTE, 4 * MINUTE)).toEqual([]);
  expect(hold(bench, 0, 5 * MINUTE, 8 * MINUTE)).toMatchObject([{ kind: "resolved", atMs: 8 * MINUTE }]);
});

test("a source that falls silent does not resolve its alert: it is held, and closed as no data after 15 minutes", () => {
  const bench = ruleBench("expr: m > 1");
  hold(bench, 2, 0, MINUTE);
  bench.set(2 * MINUTE, { host: "a" }, null);
  expect(bench.tick(2 * MINUTE)).toMatchObject([
    { kind: "no_data", notify: false, alert: { condition: "no_data" } },
  ]);
  for (let nowMs = 3 * MINUTE; nowMs < 17 * MINUTE; nowMs += MINUTE) expect(bench.tick(nowMs)).toEqual([]);
  expect(bench.tick(17 * MINUTE)).toMatchObject([
    { kind: "resolved", reason: "no data", notify: true, alert: { closing: { reason: "no data" } } },
  ]);
});

test("data that comes back in time goes on where it was", () => {
  const bench = ruleBench(DEFAULTS);
  hold(bench, 2, 0, 2 * MINUTE);
  bench.set(3 * MINUTE, { host: "a" }, null);
  expect(bench.kinds(3 * MINUTE)).toEqual(["no_data"]);
  expect(hold(bench, 2, 4 * MINUTE, 5 * MINUTE).map(({ kind }) => kind)).toEqual(["data_back", "fired"]);
  bench.set(6 * MINUTE, { host: "a" }, null);
  expect(bench.kinds(6 * MINUTE)).toEqual(["no_data"]);
  expect(hold(bench, 0, 7 * MINUTE, 7 * MINUTE)).toMatchObject([{ kind: "resolved", reason: "recovered" }]);
});

test("a long silence of a pending alert does not count for `for`", () => {
  const bench = ruleBench(DEFAULTS);
  hold(bench, 2, 0, 2 * MINUTE);
  bench.set(3 * MINUTE, { host: "a" }, null);
  for (let nowMs = 3 * MINUTE; nowMs < 10 * MINUTE; nowMs += MINUTE) bench.tick(nowMs);
  expect(hold(bench, 2, 10 * MINUTE, 11 * MINUTE).map(({ kind }) => kind)).toEqual(["data_back"]);
  expect(hold(bench, 2, 12 * MINUTE, 12 * MINUTE).map(({ kind }) => kind)).toEqual(["fired"]);
});

test("no data can fire or resolve where the rule says so", () => {
  const fires = ruleBench("expr: m > 1\nfor: 2m\nannotations: {mystocks_no_data: fire}");
  hold(fires, 2, 0, MINUTE);
  fires.set(2 * MINUTE, { host: "a" }, null);
  expect(fires.tick(2 * MINUTE)).toMatchObject([{ kind: "fired", reason: "no data" }]);
  const resolves = ruleBench("expr: m > 1\nannotations: {mystocks_no_data: resolve}");
  hold(resolves, 2, 0, MINUTE);
  resolves.set(2 * MINUTE, { host: "a" }, null);
  expect(resolves.tick(2 * MINUTE)).toMatchObject([{ kind: "resolved", reason: "no data" }]);
});

test("a rule that is to fire without data fires when nothing at all is there, and ends when something comes", () => {
  const bench = ruleBench("expr: m > 1\nfor: 1m\nannotations: {mystocks_no_data: fire}");
  expect(bench.kinds(0)).toEqual(["pending"]);
  expect(bench.tick(MINUTE)).toMatchObject([
    { kind: "fired", reason: "no data", alert: { labels: { alertname: "A" }, value: "NaN" } },
  ]);
  bench.set(2 * MINUTE, { host: "a" }, 0);
  expect(bench.tick(2 * MINUTE)).toMatchObject([{ kind: "resolved", reason: "recovered" }]);
});

test("a threshold that is a series does not hide that the measured one fell silent", () => {
  const bench = ruleBench('expr: m{host!="limit"} > on () group_left m{host="limit"}');
  const limit = (nowMs: number) => bench.set(nowMs, { host: "limit" }, 1);
  limit(0);
  bench.set(0, { host: "a" }, 2);
  expect(bench.kinds(0)).toEqual(["fired"]);
  limit(MINUTE);
  bench.set(MINUTE, { host: "a" }, null);
  expect(bench.kinds(MINUTE)).toEqual(["no_data"]);
});

test("absent() resolves when the series comes", () => {
  const bench = ruleBench("expr: absent(m)");
  expect(bench.kinds(0)).toEqual(["fired"]);
  bench.set(MINUTE, {}, 1);
  expect(bench.kinds(MINUTE)).toEqual(["resolved"]);
});

test("a rule error leaves alerts as they are and is an alert of its own from the third tick on", () => {
  const bench = ruleBench("expr: m > on (zone) group_left n");
  const match = (nowMs: number, name: string) => {
    bench.store.append(labels({ __name__: "n", zone: "z", name }), nowMs, 1);
    bench.set(nowMs, { host: "a", zone: "z" }, 2);
  };
  match(0, "one");
  expect(bench.kinds(0)).toEqual(["fired"]);
  // A second series on the "one" side: the operator can't match any more.
  for (let tick = 1; tick <= 2; tick++) {
    match(tick * SECOND, "one");
    match(tick * SECOND, "two");
    expect(bench.kinds(tick * SECOND)).toEqual([]);
  }
  match(3 * SECOND, "one");
  const [failure] = bench.tick(3 * SECOND);
  expect(failure).toMatchObject({
    kind: "fired",
    notify: true,
    alert: {
      labels: { alertname: "RuleEvaluationFailed", rule: "A", group: "g" },
      annotations: { summary: "The rule A can't be judged", summary_zh: "规则 A 无法判定" },
    },
  });
  expect(Object.values(bench.state.alerts).map(({ condition }) => condition)).toEqual(["firing", "firing"]);
  bench.store.markStale(labels({ __name__: "n", zone: "z", name: "two" }), 4 * SECOND);
  match(4 * SECOND, "one");
  expect(bench.tick(4 * SECOND)).toMatchObject([
    { kind: "resolved", alert: { labels: { alertname: "RuleEvaluationFailed" } } },
  ]);
  expect(bench.state.failedTicks).toBe(0);
});

test("labels that become equal mark the rule and drop no alert", () => {
  const bench = ruleBench('expr: m > 1\nlabels: {host: "all"}');
  hold(bench, 2, 0, 0);
  bench.set(SECOND, { host: "a" }, 2);
  bench.set(SECOND, { host: "b" }, 3);
  expect(bench.kinds(SECOND)).toEqual([]);
  expect(only(bench).condition).toBe("firing");
  expect(bench.state.faults[0]).toContain("labels that another has too");
});

test("a limit begins no more alerts and drops none that fires", () => {
  const bench = ruleBench("expr: m > 1", { limit: 2 });
  for (const host of ["a", "b", "c"]) bench.set(0, { host }, 2);
  expect(bench.kinds(0)).toEqual(["fired", "fired"]);
  expect(bench.state.faults).toEqual(["1 alerts over the limit of 2 were not begun"]);
  bench.set(SECOND, { host: "a" }, 0);
  expect(bench.kinds(SECOND)).toEqual(["resolved"]);
  expect(bench.kinds(2 * SECOND)).toEqual(["fired"]);
});

test("a rule over its limit says so first, whatever else is wrong with it", () => {
  const bench = ruleBench('expr: m > 1\nannotations: {summary: "{{ query \\"none\\" | first }}"}', {
    limit: 1,
  });
  for (const host of ["a", "b"]) bench.set(0, { host }, 2);
  bench.tick(0);
  expect(bench.state.faults).toEqual([
    "1 alerts over the limit of 1 were not begun",
    expect.stringContaining("template: summary"),
  ]);
});

test("coming and going becomes one message, and a quiet time ends it", () => {
  const bench = ruleBench("expr: m > 1");
  const told: string[] = [];
  for (let minute = 0; minute < 20; minute++) {
    bench.set(minute * MINUTE, { host: "a" }, minute % 2 === 0 ? 2 : 0);
    told.push(...notified(bench.tick(minute * MINUTE)));
  }
  expect(told).toEqual(["fired", "resolved", "fired", "resolved", "flapping"]);
  expect(only(bench)).toMatchObject({ condition: "firing", flapping: true });
  // False since minute 19: quiet for ten minutes at minute 29.
  expect(hold(bench, 0, 20 * MINUTE, 28 * MINUTE)).toEqual([]);
  expect(hold(bench, 0, 29 * MINUTE, 29 * MINUTE)).toMatchObject([
    { kind: "resolved", alert: { flapping: false } },
  ]);
});

test("`for` counts the exchange's trading time: over lunch the clock stands still", () => {
  const bench = ruleBench("expr: m > 1\nfor: 5m\nannotations: {mystocks_calendar: XSHG}");
  const start = at("2026-11-24T11:28:00+08:00");
  const seen = hold(bench, 2, start, at("2026-11-24T13:02:00+08:00"));
  expect(seen.map(({ kind }) => kind)).toEqual(["pending"]);
  expect(hold(bench, 2, at("2026-11-24T13:03:00+08:00"), at("2026-11-24T13:03:00+08:00"))).toMatchObject([
    { kind: "fired" },
  ]);
});

test("where the calendar ends the clock counts, and the rule says so", () => {
  const bench = ruleBench("expr: m > 1\nfor: 1m\nannotations: {mystocks_calendar: XSHG}");
  const beyond = at("2027-03-01T10:00:00+08:00");
  hold(bench, 2, beyond, beyond);
  expect(hold(bench, 2, beyond + MINUTE, beyond + MINUTE)).toMatchObject([{ kind: "fired" }]);
  expect(bench.state.faults).toEqual(["calendar XSHG ends on 2026-12-31: the time is the clock's"]);
});

test("a template that fails leaves its own text in the same tick and marks the rule", () => {
  const bench = ruleBench(
    'expr: m > 1\nannotations: {summary: "{{ $labels.host }}: {{ query \\"none\\" | first | value }}"}',
  );
  bench.set(0, { host: "a" }, 2);
  expect(bench.kinds(0)).toEqual(["fired"]);
  expect(only(bench).annotations).toEqual({ summary: 'a: {{ query "none" | first | value }}' });
  expect(bench.state.faults).toEqual([
    "template: summary: error calling first: first() called on vector with no elements",
  ]);
  expect(bench.state.failedTicks).toBe(0);
});

test("a template that goes on failing goes on marking the rule, though the value stays", () => {
  const rule = parseRuleFile(
    "test.yml",
    'groups: [{name: g, rules: [{alert: A, expr: "m > 1", annotations: {summary: \'{{ query "none" | first | value }}\'}}]}]',
  ).groups[0]!.rules[0] as AlertingRule;
  const store = new MemorySeries();
  for (const host of ["a", "b"]) store.append(Labels.of({ __name__: "m", host }), 0, 2);
  const world: RuleWorld = { store, externalLabels: {}, externalUrl: "", options: {}, mode: "live" };
  const options = { mode: "live", calendars: () => undefined, limit: 0, gapToleranceMs: MINUTE } as const;
  let state = newRuleState();
  for (const atMs of [0, SECOND, 2 * SECOND]) {
    const outcome = evaluateAlert(rule, world, { atMs, queryOffsetMs: 0 }, state.alerts);
    ({ state } = judge(rule, state, outcome, atMs, options));
    expect(state.faults).toEqual([expect.stringContaining("first() called on vector with no elements")]);
  }
});

test("an annotation follows its value, and the series behind it when that changes", () => {
  const bench = ruleBench('expr: m > 1 or n > 1\nannotations: {value: "{{ $value }}", all: "{{ $labels }}"}');
  bench.set(0, { host: "a" }, 2);
  bench.tick(0);
  bench.set(SECOND, { host: "a" }, 3);
  bench.tick(SECOND);
  expect(only(bench).annotations).toEqual({ value: "3", all: "map[__name__:m host:a]" });
  bench.set(2 * SECOND, { host: "a" }, null);
  bench.store.append(labels({ __name__: "n", host: "a" }), 2 * SECOND, 3);
  bench.tick(2 * SECOND);
  expect(only(bench).annotations).toEqual({ value: "3", all: "map[__name__:n host:a]" });
});

test("annotations for the rule engine are not shown to people", () => {
  const bench = ruleBench(
    "expr: m > 1\nannotations: {mystocks_no_data: hold, mystocks_flap: off, runbook_url: http://x}",
  );
  hold(bench, 2, 0, 0);
  expect(only(bench).annotations).toEqual({ runbook_url: "http://x" });
  expect(bench.rule).toMatchObject({ runbook: "http://x", policy: { noData: "hold", flap: undefined } });
});

test("an acknowledgement runs out and the alert is open again", () => {
  const bench = ruleBench("expr: m > 1");
  hold(bench, 2, 0, 0);
  const acknowledged = acknowledge(only(bench), {
    by: "li",
    atMs: 0,
    comment: "on it",
    untilMs: 3 * MINUTE,
  })!;
  bench.state.alerts[acknowledged.alert.key] = acknowledged.alert;
  expect(hold(bench, 2, MINUTE, 2 * MINUTE)).toEqual([]);
  expect(hold(bench, 2, 3 * MINUTE, 3 * MINUTE)).toMatchObject([
    { kind: "acknowledgement_ended", notify: true, alert: { handling: "open" } },
  ]);
});

test("closed by hand wakes nobody while the condition goes on; the next episode does", () => {
  const bench = ruleBench("expr: m > 1");
  hold(bench, 2, 0, 0);
  const closed = close(only(bench), { by: "li", atMs: 0, reason: "by hand", notes: "known" })!;
  expect(closed).toMatchObject({ kind: "closed", notify: true });
  bench.state.alerts[closed.alert.key] = closed.alert;
  expect(notified(hold(bench, 2, MINUTE, 5 * MINUTE))).toEqual([]);
  expect(hold(bench, 0, 6 * MINUTE, 6 * MINUTE)).toMatchObject([
    { kind: "resolved", notify: false, alert: { closing: { by: "li" } } },
  ]);
  expect(hold(bench, 2, 7 * MINUTE, 7 * MINUTE)).toMatchObject([
    { kind: "fired", notify: true, alert: { episode: 2, handling: "open" } },
  ]);
  expect(only(bench).closing).toBeUndefined();
});

test("a silence mutes what it matches while it lasts, and what still fires is told afterwards", () => {
  const bench = ruleBench("expr: m > 1");
  hold(bench, 2, 0, 0);
  const matchers = [silenceMatcher({ name: "host", value: "a|b", isRegex: true })];
  const silence = { id: "s1", matchers, startsMs: 0, endsMs: MINUTE };
  const muted = applySilences(bench.state, [silence], SECOND);
  expect(muted.transitions).toMatchObject([
    { kind: "muted", notify: false, alert: { mutedBy: "s1", condition: "firing" } },
  ]);
  expect(applySilences(muted.state, [silence], 2 * SECOND).transitions).toEqual([]);
  const after = applySilences(muted.state, [silence], MINUTE);
  expect(after.transitions).toMatchObject([{ kind: "unmuted", notify: true }]);
  expect(Object.values(after.state.alerts)[0]!.mutedBy).toBeUndefined();
});

test("in Prometheus' mode errors, equal labels and limits do what Prometheus does", () => {
  const limited = ruleBench("expr: m > 1", { mode: "prometheus", limit: 1 });
  limited.set(0, { host: "a" }, 2);
  expect(limited.kinds(0)).toEqual(["fired"]);
  limited.set(SECOND, { host: "b" }, 2);
  limited.tick(SECOND);
  expect(limited.state).toMatchObject({ alerts: {}, faults: ["exceeded limit of 1 with 2 alerts"] });
  const silent = ruleBench("expr: m > 1", { mode: "prometheus" });
  hold(silent, 2, 0, 0);
  silent.set(SECOND, { host: "a" }, null);
  expect(silent.tick(SECOND)).toMatchObject([{ kind: "resolved", reason: "recovered" }]);
});

test("whatever the data does, each firing is followed by one end, and none ends while its rule only errs", () => {
  const value = fc.oneof(fc.constantFrom(0, 2, 3), fc.constant(null), fc.constant(undefined));
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 80 }),
      fc.constantFrom("0s", "2m"),
      fc.constantFrom("off", "2 in 10m"),
      (values, wait, flap) => {
        const bench = ruleBench(`expr: m > 1\nfor: ${wait}\nannotations: {mystocks_flap: "${flap}"}`);
        let isFiring = false;
        values.forEach((one, index) => {
          if (one !== undefined) bench.set(index * MINUTE, { host: "a" }, one);
          for (const { kind, alert } of bench.tick(index * MINUTE)) {
            if (kind === "fired" || kind === "flapping") {
              expect(isFiring).toBe(false);
              isFiring = true;
              expect([0, null]).not.toContain(one);
            } else if (kind === "resolved") {
              expect(isFiring).toBe(true);
              isFiring = false;
            }
            expect(alert.handling === "closed").toBe(alert.condition === "resolved");
          }
          const held = Object.values(bench.state.alerts).some(
            ({ condition, noData }) => condition === "firing" || noData?.before === "firing",
          );
          expect(held).toBe(isFiring);
        });
      },
    ),
    { numRuns: 300 },
  );
});

function labels(record: Record<string, string>) {
  return Labels.of(record);
}
