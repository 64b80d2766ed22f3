import type { AlertState, Rule } from "@mystocks/rules";
import type { RuleGroupView } from "../contract.ts";
import type { JudgedGroup } from "../rules-in-force/judged-group.ts";
import { shownTimeOrNull } from "./alert-view.ts";
import type { RuleStanding } from "./rule-standings.ts";

type RuleView = RuleGroupView["rules"][number];
type RuleStateName = RuleView["state"];

export function shownGroup(
  standingOf: (group: JudgedGroup, rule: Rule) => RuleStanding,
  judged: JudgedGroup,
): RuleGroupView {
  const { group, intervalMs, shard } = judged;
  return {
    file: group.file,
    name: group.name,
    intervalSeconds: intervalMs / 1000,
    shard,
    rules: group.rules.map((rule) => ({
      id: rule.id,
      kind: rule.kind,
      name: rule.name,
      line: rule.line,
      expression: rule.expression.text,
      forSeconds: rule.kind === "alert" ? rule.forMs / 1000 : 0,
      labels: textsOf(rule.labels),
      annotations: rule.kind === "alert" ? textsOf(rule.annotations) : {},
      ...shownStanding(standingOf(judged, rule)),
    })),
  };
}

function textsOf(templates: Extract<Rule, { kind: "alert" }>["labels"] | ReadonlyMap<string, string>) {
  return Object.fromEntries(
    [...templates].map(([name, value]) => [name, typeof value === "string" ? value : value.text]),
  );
}

function shownStanding({
  state,
  judgedAtMs,
  failure,
  faults,
}: RuleStanding): Pick<RuleView, "state" | "alerts" | "counts" | "judgedAt" | "lastError" | "faults"> {
  const live = Object.values(state?.alerts ?? {}).filter(({ condition }) => condition !== "resolved");
  const count = (wanted: AlertState["condition"]) =>
    live.filter(({ condition }) => condition === wanted).length;
  const counts = { pending: count("pending"), firing: count("firing"), noData: count("no_data") };
  return {
    state: nameOf(counts),
    alerts: live.length,
    counts,
    judgedAt: shownTimeOrNull(judgedAtMs ?? null),
    lastError: failure ?? null,
    faults: [...faults],
  };
}

function nameOf({ pending, firing, noData }: RuleView["counts"]): RuleStateName {
  if (firing > 0) return "firing";
  if (noData > 0) return "no_data";
  return pending > 0 ? "pending" : "inactive";
}
