import { format } from "@mystocks/promql";
import { valueOf, type AlertState, type Rule, type RuleState } from "@mystocks/rules";
import type { JudgedGroup } from "../../rules-in-force/judged-group.ts";
import type { HttpParts } from "../parts.ts";
import { ruleStandings, type RuleStanding } from "../rule-standings.ts";
import { exponentText } from "./answer.ts";
import { selectorsOf } from "./find-series.ts";
import { BadData, type Parameters } from "./parameters.ts";

const STATES = { firing: 2, pending: 1, inactive: 0 } as const;
type State = keyof typeof STATES;
type AlertingRule = Extract<Rule, { kind: "alert" }>;

/** What Prometheus writes for a rule that was never evaluated. */
const NEVER = "0001-01-01T00:00:00Z";
const shownInstant = (timeMs: number | undefined) =>
  timeMs === undefined ? NEVER : new Date(timeMs).toISOString();

export async function activeAlerts(parts: HttpParts) {
  const standingOf = await ruleStandings(parts);
  const alerts = parts.rules.groups.flatMap((judged) =>
    judged.group.rules.flatMap((rule) => shownAlerts(standingOf(judged, rule).state)),
  );
  return { data: { alerts } };
}

/** By group; filters and pages as of Prometheus 3. Groups of which no rule is left are left out. */
export async function ruleGroups(parts: HttpParts, ask: Parameters) {
  const isAsked = filterOf(ask);
  const withAlerts = !ask.flag("exclude_alerts");
  const page = pageOf(ask);
  const standingOf = await ruleStandings(parts);
  const groups = parts.rules.groups.flatMap((judged) => {
    const rules = judged.group.rules.filter((rule) => isAsked(rule));
    if (rules.length === 0) return [];
    return [
      {
        ...shownGroup(parts, judged, standingOf(judged, judged.group.rules[0]!)),
        rules: rules.map((rule) => shownRule(parts, rule, standingOf(judged, rule), withAlerts)),
      },
    ];
  });
  return { data: page(groups) };
}

function shownAlerts(state: RuleState | undefined) {
  return Object.values(state?.alerts ?? {})
    .filter(({ condition }) => condition !== "resolved")
    .map((alert) => ({
      labels: alert.labels,
      annotations: alert.annotations,
      state: shownState(alert),
      activeAt: new Date(alert.activeSinceMs).toISOString(),
      ...(alert.falseSinceMs !== undefined && {
        keepFiringSince: new Date(alert.falseSinceMs).toISOString(),
      }),
      value: exponentText(valueOf(alert)),
    }));
}

/** no_data is a state of ours: it goes on as what it was before. */
const shownState = ({ condition, noData }: AlertState): State =>
  condition === "firing" || (condition === "no_data" && noData?.before === "firing") ? "firing" : "pending";

/** A group was evaluated when its first rule was, and took as long as all of them. */
function shownGroup(
  { timingOf }: HttpParts,
  { group, intervalMs }: JudgedGroup,
  { judgedAtMs }: RuleStanding,
) {
  const timings = group.rules.flatMap(({ id }) => timingOf(id) ?? []);
  return {
    name: group.name,
    file: group.file,
    interval: intervalMs / 1000,
    limit: group.limit,
    evaluationTime: timings.reduce((sum, { seconds }) => sum + seconds, 0),
    lastEvaluation: shownInstant(judgedAtMs),
  };
}

function shownRule(
  parts: HttpParts,
  rule: Rule,
  { state, judgedAtMs, failure: lastError }: RuleStanding,
  withAlerts: boolean,
) {
  return {
    name: rule.name,
    query: format(rule.expression),
    labels: labelsOf(rule),
    health: lastError !== undefined ? "err" : judgedAtMs === undefined ? "unknown" : "ok",
    ...(lastError !== undefined && { lastError }),
    evaluationTime: parts.timingOf(rule.id)?.seconds ?? 0,
    lastEvaluation: shownInstant(judgedAtMs),
    ...(rule.kind === "record" ? { type: "recording" } : alertingPart(rule, state, withAlerts)),
  };
}

function alertingPart(rule: AlertingRule, state: RuleState | undefined, withAlerts: boolean) {
  const alerts = shownAlerts(state);
  const worst = alerts.reduce<State>(
    (most, { state: one }) => (STATES[one] > STATES[most] ? one : most),
    "inactive",
  );
  return {
    type: "alerting",
    state: worst,
    duration: rule.forMs / 1000,
    keepFiringFor: rule.keepFiringForMs / 1000,
    annotations: Object.fromEntries([...rule.annotations].map(([name, { text }]) => [name, text])),
    alerts: withAlerts ? alerts : [],
  };
}

function labelsOf(rule: Rule): Record<string, string> {
  return Object.fromEntries(
    [...rule.labels].map(([name, value]) => [name, typeof value === "string" ? value : value.text]),
  );
}

function filterOf(ask: Parameters): (rule: Rule) => boolean {
  const type = ask.addressed("type").toLowerCase();
  if (!["", "alert", "record"].includes(type))
    throw new BadData(`invalid parameter "type": not supported value ${JSON.stringify(type)}`);
  const selectors = selectorsOf(ask);
  const isAmong = (name: string, value: string) =>
    ask.all(name).length === 0 || ask.all(name).includes(value);
  return (rule) =>
    (type === "" || type === rule.kind) &&
    isAmong("rule_name[]", rule.name) &&
    isAmong("rule_group[]", rule.group) &&
    isAmong("file[]", rule.file) &&
    (selectors.length === 0 || selectors.some((matchers) => matches(labelsOf(rule), matchers)));
}

function matches(labels: Record<string, string>, matchers: ReturnType<typeof selectorsOf>[number]): boolean {
  return matchers.every((matcher) => matcher.matches(labels[matcher.name] ?? ""));
}

/** Groups from the one that the token names, as many as `group_limit` says, and the token of the next. */
function pageOf(ask: Parameters) {
  const limit = ask.addressed("group_limit");
  const from = ask.addressed("group_next_token");
  const refuse = (name: string, why: string) => new BadData(`invalid parameter "${name}": ${why}`);
  if (from !== "" && limit === "")
    throw refuse("group_next_token", "group_limit needs to be present in order to paginate over the groups");
  if (limit !== "" && !/^[1-9]\d{0,8}$/.test(limit))
    throw refuse("group_limit", "group_limit needs to be a valid number greater than 0");
  return <G extends { file: string; name: string }>(groups: readonly G[]) => {
    if (limit === "") return { groups };
    const start = from === "" ? 0 : groups.findIndex((group) => tokenOf(group) === from);
    if (start === -1)
      throw refuse("group_next_token", `invalid group_next_token '${from}'. were rule groups changed?`);
    const next = groups[start + Number(limit)];
    return {
      groups: groups.slice(start, start + Number(limit)),
      ...(next !== undefined && { groupNextToken: tokenOf(next) }),
    };
  };
}

const tokenOf = ({ file, name }: { file: string; name: string }) =>
  Buffer.from(JSON.stringify([file, name])).toString("base64url");
