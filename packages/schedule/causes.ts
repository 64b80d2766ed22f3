/** Why an instant did not run or did not succeed, as the ledger has it; what a job throws stands there as it is. */
export const CAUSES = {
  stillRunning: "the run of {run} is not finished",
  endedForLater: "ended for the run of {run}",
  laterInstead: "a later instant runs in its place",
  tooOld: "older than the {seconds} s within which this job catches up",
  nobodyThere: "nobody was there for {seconds} s",
  nobodyBegan: "nobody began it within an hour",
  ownerLost: "its owner was lost {times} times",
  released: "released",
  timedOut: "timed out after {milliseconds} ms",
  unheeded: "did not heed its signal",
  serviceAway: "the service can't be reached: {why}",
  serviceRedirects: "the service answered {status}: it redirects to {where}, which is not followed",
  serviceFailed: "the service answered {status}: {why}",
  paused: "paused by {by}: {why}",
  closed: "{exchange} is closed on {day}",
  notFirst: "{day} is not the first trading day of its month at {exchange}",
  notLast: "{day} is not the last trading day of its month at {exchange}",
  calendarEnds: "{exchange}: nothing is known of {day}; the calendar covers {from} to {to}",
} as const;

export type CauseCode = keyof typeof CAUSES;
export const CAUSE_CODES = Object.keys(CAUSES) as [CauseCode, ...CauseCode[]];

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type Params<Code extends CauseCode> = Readonly<Record<Placeholders<(typeof CAUSES)[Code]>, string | number>>;

export function causeText<Code extends CauseCode>(code: Code, params: Params<Code>): string {
  const given: Readonly<Record<string, string | number>> = params;
  return CAUSES[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(given[name]));
}

export interface Cause {
  code: CauseCode;
  params: Record<string, string>;
}

/** Which cause a text of the ledger is, for those who say it in their own language; undefined: words of a job. */
export function readCause(text: string): Cause | undefined {
  for (const { code, pattern } of PATTERNS) {
    const found = pattern.exec(text);
    if (found !== null) return { code, params: { ...found.groups } };
  }
  return undefined;
}

const PATTERNS = CAUSE_CODES.map((code) => {
  const escaped = CAUSES[code].replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  return { code, pattern: new RegExp(`^${escaped.replaceAll(/\{(\w+)\}/g, "(?<$1>.+?)")}$`, "s") };
});
