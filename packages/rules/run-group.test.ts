import { expect, test } from "@jest/globals";
import { evaluateInstant, Labels, parse } from "@mystocks/promql";
import { MemorySeries, newGroupRun, parseRuleFile, runGroup } from "./index.ts";
import type { RuleWorld } from "./index.ts";

const RULES = `
groups:
  - name: chain
    rules:
      - alert: Before
        expr: doubled > 0
      - record: doubled
        expr: load * 2
      - alert: After
        expr: doubled > 0
      - alert: Told
        expr: ALERTS{alertname="After"} == 1
`;

test("a rule sees what the rules before it wrote in the same tick, also when one before read the same", () => {
  const store = new MemorySeries();
  const world: RuleWorld = { store, externalLabels: {}, externalUrl: "", options: {}, mode: "live" };
  const { groups } = parseRuleFile("rules.yml", RULES);
  store.append(Labels.of({ __name__: "load" }), 1000, 3);
  const tick = runGroup(groups[0]!, world, store, newGroupRun(), 1000, {
    mode: "live",
    calendars: () => undefined,
    gapToleranceMs: 60_000,
  });
  expect(tick.transitions.map(({ rule, transition }) => `${rule.name} ${transition.kind}`)).toEqual([
    "After fired",
    "Told fired",
  ]);
  const recorded = evaluateInstant(parse("doubled"), store, 1000);
  expect(recorded).toMatchObject({ samples: [{ value: 6 }] });
});
