import type { RuleState } from "./alert.ts";
import type { Outcome } from "./outcome.ts";
import type { AlertingRule } from "./rule.ts";
import { Tick } from "./tick.ts";
import type { Judgement, JudgeOptions } from "./tick.ts";

/** One tick of one rule. Pure: what it is given it leaves as it is. */
export function judge(
  rule: AlertingRule,
  state: RuleState,
  outcome: Outcome,
  atMs: number,
  options: JudgeOptions,
): Judgement {
  const tick = new Tick(rule, state, atMs, options);
  if (options.mode === "prometheus") return judgeAsPrometheus(tick, state, outcome, options);
  if (outcome.kind === "error") {
    // What can't be evaluated says nothing about any alert: all stay as they are.
    tick.expireAcknowledgements();
    return tick.judgement([outcome.message], { isFailed: true, hasSeen: false });
  }
  const room = options.limit === 0 ? Infinity : options.limit;
  tick.elements(outcome, room);
  tick.absent(outcome);
  tick.expireAcknowledgements();
  tick.forgetResolved();
  const isFailed = outcome.duplicates.length > 0 || tick.dropped > 0;
  return tick.judgement(faultsOf(outcome, tick, options), { isFailed, hasSeen: true });
}

/** Duplicates end the evaluation, and too many alerts end all of them: as Prometheus has it. */
function judgeAsPrometheus(
  tick: Tick,
  state: RuleState,
  outcome: Outcome,
  { limit }: JudgeOptions,
): Judgement {
  if (outcome.kind === "error") return failed(state, outcome.message);
  if (outcome.duplicates.length > 0)
    return failed(state, "vector contains metrics with the same labelset after applying alert labels");
  tick.elements(outcome, Infinity);
  tick.absent(outcome);
  tick.forgetResolved();
  const judgement = tick.judgement([...outcome.templateFaults], { isFailed: false, hasSeen: true });
  const active = Object.values(judgement.state.alerts).filter(
    ({ condition }) => condition !== "resolved",
  ).length;
  if (limit === 0 || active <= limit) return judgement;
  return failed({ ...state, alerts: {} }, `exceeded limit of ${limit} with ${active} alerts`);
}

function failed(state: RuleState, message: string): Judgement {
  return {
    state: { ...state, failedTicks: state.failedTicks + 1, faults: [message] },
    transitions: [],
    dropped: 0,
  };
}

function faultsOf(
  outcome: Extract<Outcome, { kind: "elements" }>,
  tick: Tick,
  { limit }: JudgeOptions,
): string[] {
  // What makes the evaluation fail comes first: the first is what people are told.
  const faults: string[] = [];
  if (outcome.duplicates.length > 0)
    faults.push(
      `${outcome.duplicates.length} results have labels that another has too: ${JSON.stringify(outcome.duplicates[0])}`,
    );
  if (tick.dropped > 0) faults.push(`${tick.dropped} alerts over the limit of ${limit} were not begun`);
  const calendarFault = tick.stopwatch.fault();
  const templateFaults = outcome.templateFaults.map((fault) => `template: ${fault}`);
  return [...faults, ...templateFaults, ...(calendarFault === undefined ? [] : [calendarFault])];
}
