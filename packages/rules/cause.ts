/** Why an alert changed, in English; what stands in braces are parameters. Other languages go by the codes. */
const TEXTS = {
  condition_true: "the condition is true",
  condition_false: "the condition turned false before it fired",
  recovered: "recovered",
  no_data: "no data",
  source_silent: "its source gives no data",
  data_back: "data comes again",
  flapping: "fired {firings} times within {minutes} minutes",
  rule_failed: "{fault}",
  rule_removed: "rule removed",
  expression_changed: "the rule asks something else now",
  closed_by_hand: "by hand",
  by: "by {actor}",
  by_with_words: "by {actor}: {words}",
  acknowledgement_over: "the acknowledgement ran out",
  assigned: "to {assignee}, by {actor}",
  unassigned: "nobody, by {actor}",
  silence: "silence {silence}",
  escalated: "{from} has not acknowledged within {seconds} s: {to} is told",
  raised: "raised by {source}",
  ended: "ended by {source}",
  evidence: "{traces} traces, found after it was told",
} as const;

export type CauseCode = keyof typeof TEXTS;

interface Cause {
  code: CauseCode;
  parameters: Record<string, string>;
}

/** The cause and its English, as a transition and an event have them. */
export interface Reasoned {
  cause: Cause;
  reason: string;
}

export function because(code: CauseCode, parameters: Record<string, string> = {}): Reasoned {
  const reason = TEXTS[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? "");
  return { cause: { code, parameters }, reason };
}

/** What somebody did, with what they said of it. */
export function becauseOf(actor: string, words: string): Reasoned {
  return words === "" ? because("by", { actor }) : because("by_with_words", { actor, words });
}
