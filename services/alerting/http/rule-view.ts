import type { AlertState, Rule, RuleState } from "@mystocks/rules";
import type { RuleGroupView } from "../contract.ts";
import type { JudgedGroup } from "../rules-in-force/judged-group.ts";
import { shownTimeOrNull } from "./alert-view.ts";
import type { HttpParts } from "./parts.ts";

type RuleView = RuleGroupView["rules"][number];
type RuleStateName = RuleView["state"];

export function shownGroup(parts: HttpParts, { group, intervalMs, shard }: JudgedGroup): RuleGroupView {
  const isHere = parts.ownedShards().includes(shard);
  const failures = parts.failures();
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
      ...standingOf(isHere ? parts.stateOf(rule.id) : undefined, isHere),
      lastError: failures.get(rule.id) ?? null,
    })),
  };
}

function textsOf(templates: Extract<Rule, { kind: "alert" }>["labels"] | ReadonlyMap<string, string>) {
  return Object.fromEntries(
    [...templates].map(([name, value]) => [name, typeof value === "string" ? value : value.text]),
  );
}

function standingOf(
  state: RuleState | undefined,
  isHere: boolean,
): Pick<RuleView, "state" | "alerts" | "counts" | "judgedAt"> {
  const live = Object.values(state?.alerts ?? {}).filter(({ condition }) => condition !== "resolved");
  const count = (wanted: AlertState["condition"]) =>
    live.filter(({ condition }) => condition === wanted).length;
  const counts = { pending: count("pending"), firing: count("firing"), noData: count("no_data") };
  return {
    state: isHere ? nameOf(counts) : "not_here",
    alerts: live.length,
    counts,
    judgedAt: shownTimeOrNull(state?.judgedAtMs ?? null),
  };
}

function nameOf({ pending, firing, noData }: RuleView["counts"]): RuleStateName {
  if (firing > 0) return "firing";
  if (noData > 0) return "no_data";
  return pending > 0 ? "pending" : "inactive";
}
