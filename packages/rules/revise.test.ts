import { expect, test } from "@jest/globals";
import { retireRule, reviseState } from "./index.ts";
import { MINUTE, ruleBench } from "./testing/rule-bench.ts";

function pendingAndFiring(fields: string) {
  const bench = ruleBench(fields);
  for (let nowMs = 0; nowMs <= 5 * MINUTE; nowMs += MINUTE) {
    bench.set(nowMs, { host: "a" }, 2);
    if (nowMs >= 4 * MINUTE) bench.set(nowMs, { host: "b" }, 2);
    bench.tick(nowMs);
  }
  expect(Object.values(bench.state.alerts).map(({ condition }) => condition)).toEqual(["firing", "pending"]);
  return bench;
}

test("a new version with the same expression keeps alerts and the progress of `for`", () => {
  const before = pendingAndFiring("expr: m>1\nfor: 5m");
  const after = ruleBench('expr: "m  > 1"\nfor: 5m\nannotations: {summary: new}');
  const revised = reviseState(before.rule, after.rule, before.state, 6 * MINUTE);
  expect(revised).toEqual({ state: before.state, transitions: [] });
  after.state = revised.state;
  for (const host of ["a", "b"]) after.set(9 * MINUTE, { host }, 2);
  expect(after.kinds(6 * MINUTE)).toEqual(["no_data", "no_data"]);
});

test("with another expression what is pending begins anew and what fires is judged by it", () => {
  const before = pendingAndFiring("expr: m > 1\nfor: 5m");
  const after = ruleBench("expr: m > 3\nfor: 5m");
  const { state, transitions } = reviseState(before.rule, after.rule, before.state, 6 * MINUTE);
  after.state = state;
  expect(transitions).toMatchObject([{ kind: "dropped", notify: false, alert: { labels: { host: "b" } } }]);
  expect(Object.keys(after.state.alerts)).toEqual(['{alertname="A", host="a"}']);
  after.set(6 * MINUTE, { host: "a" }, 2);
  expect(after.tick(6 * MINUTE)).toMatchObject([{ kind: "resolved", reason: "recovered" }]);
});

test("a rule that is removed ends what it fired, which is told, and drops what is pending", () => {
  const { state } = pendingAndFiring("expr: m > 1\nfor: 5m");
  expect(retireRule(state, 7 * MINUTE)).toMatchObject([
    { kind: "dropped", reason: "rule removed", notify: false, alert: { labels: { host: "b" } } },
    {
      kind: "resolved",
      reason: "rule removed",
      notify: true,
      alert: {
        labels: { host: "a" },
        condition: "resolved",
        handling: "closed",
        closing: { reason: "rule removed" },
      },
    },
  ]);
});
