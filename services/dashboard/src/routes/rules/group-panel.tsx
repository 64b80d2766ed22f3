import { Link } from "@tanstack/react-router";
import type { RuleGroupView } from "@mystocks/alerting";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import type { StateName } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { RuleFault } from "./rule-fault.tsx";
import { useRuleWords } from "./words.ts";

type RuleView = RuleGroupView["rules"][number];

export function GroupPanel({ group }: { group: RuleGroupView }) {
  const words = useRuleWords();
  const { roundDuration } = useFormat();
  return (
    <Panel
      title={group.name}
      note={`${group.file} · ${words.every(roundDuration(group.intervalSeconds * 1000))}`}
    >
      <table className="rules">
        <thead>
          <tr>
            <th scope="col">{words.rule}</th>
            <th scope="col">{words.state}</th>
            <th scope="col" className="wide">
              {words.judgedAt}
            </th>
            <th scope="col" className="wide">
              {words.expression}
            </th>
          </tr>
        </thead>
        <tbody>
          {group.rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} file={group.file} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function RuleRow({ rule, file }: { rule: RuleView; file: string }) {
  const words = useRuleWords();
  const { roundDuration, times } = useFormat();
  const facts = [
    rule.labels["severity"],
    rule.forSeconds > 0 ? words.after(roundDuration(rule.forSeconds * 1000)) : undefined,
  ];
  return (
    <tr>
      <th scope="row">
        <Link to="/rules" search={{ file, line: String(rule.line) }} data-row="">
          {rule.name}
        </Link>
        <span className="quiet rule-facts">{facts.filter(Boolean).join(" · ")}</span>
      </th>
      <td>
        <Standing rule={rule} />
      </td>
      <td className="quiet judged-at wide">
        {rule.judgedAt === null ? "–" : times.second(Date.parse(rule.judgedAt))}
      </td>
      <td className="wide">
        <code className="rule-expression one-line" title={rule.expression.trim()}>
          {rule.expression.trim().replaceAll(/\s+/g, " ")}
        </code>
        {rule.lastError !== null && <RuleFault fault={rule.lastError} expression={rule.expression} />}
        {rule.faults.map((fault) => (
          <p key={fault} className="rule-error">
            {fault}
          </p>
        ))}
      </td>
    </tr>
  );
}

/** Quiet, or how many of its alerts are where; those that fire lead to the inbox. */
function Standing({ rule }: { rule: RuleView }) {
  const words = useRuleWords();
  const { numbers } = useFormat();
  const { pending, firing, noData } = rule.counts;
  if (rule.lastError !== null) return <State state="bad">{words.fails}</State>;
  if (rule.kind === "record") return <span className="quiet">{words.recorded}</span>;
  const counted = [
    [firing, words.states.firing],
    [pending, words.states.pending],
    [noData, words.states.no_data],
  ] as const;
  const text = counted
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${name} ${numbers.integer(count)}`)
    .join(" · ");
  const state = <State state={toneOf(rule)}>{text === "" ? words.states[rule.state] : text}</State>;
  if (rule.alerts === 0) return state;
  return (
    <Link to="/alerts" search={{ rule: rule.name }}>
      {state}
    </Link>
  );
}

function toneOf({ state, labels }: RuleView): StateName {
  if (state === "firing") return labels["severity"] === "critical" ? "bad" : "warn";
  if (state === "pending" || state === "no_data") return "warn";
  return state === "inactive" ? "ok" : "none";
}
