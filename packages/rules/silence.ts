import { Matcher } from "@mystocks/promql";
import type { AlertState, RuleState, Transition } from "./alert.ts";
import { because } from "./cause.ts";
import type { AlertingRule } from "./rule.ts";

/** As Alertmanager's: all matchers must match, between two instants. */
export interface Silence {
  id: string;
  matchers: readonly Matcher[];
  startsMs: number;
  endsMs: number;
}

/** Matchers as Alertmanager writes them. Throws SyntaxError for a regular expression that is none. */
export function silenceMatcher(matcher: {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual?: boolean;
}): Matcher {
  const { name, value, isRegex, isEqual = true } = matcher;
  return new Matcher(name, isRegex ? (isEqual ? "=~" : "!~") : isEqual ? "=" : "!=", value);
}

/** Whether it would mute everything: no matcher asks for anything that must be there. */
export function mutesEverything({ matchers }: Pick<Silence, "matchers">): boolean {
  return matchers.every((matcher) => matcher.matches("") || isAnything(matcher));
}

/** Whether no alert of these rules could be heard under it, judged by the labels that a rule's alerts all have. */
export function mutesRules({ matchers }: Pick<Silence, "matchers">, rules: readonly AlertingRule[]): boolean {
  return rules.every((rule) => {
    const labels = new Map([["alertname", rule.name]]);
    for (const [name, { text, parsed }] of rule.labels) if (parsed === undefined) labels.set(name, text);
    return matchers.every((matcher) => matcher.matches(labels.get(matcher.name) ?? ""));
  });
}

/** Values that have nothing in common but being some. */
const ANY_VALUES = ["a", "Z9", "0", "-", "x y", "a.b/c:1", "行情"];

const isAnything = (matcher: Matcher) => ANY_VALUES.every((value) => matcher.matches(value));

/** The first silence in force that matches the alert. */
export function mutingSilence(
  alert: Pick<AlertState, "labels">,
  silences: readonly Silence[],
  atMs: number,
): Silence | undefined {
  return silences.find(
    ({ matchers, startsMs, endsMs }) =>
      startsMs <= atMs &&
      atMs < endsMs &&
      matchers.every((matcher) => matcher.matches(alert.labels[matcher.name] ?? "")),
  );
}

/** Sets which silence mutes each alert; the transitions say what changed. An alert that goes on is told when unmuted. */
export function applySilences(
  state: RuleState,
  silences: readonly Silence[],
  atMs: number,
): { state: RuleState; transitions: Transition[] } {
  const transitions: Transition[] = [];
  const alerts = { ...state.alerts };
  for (const alert of Object.values(alerts)) {
    const silence = mutingSilence(alert, silences, atMs);
    if (silence?.id === alert.mutedBy) continue;
    const { mutedBy, ...rest } = alert;
    const changed: AlertState = silence === undefined ? rest : { ...rest, mutedBy: silence.id };
    alerts[alert.key] = changed;
    const isMuted = silence !== undefined;
    // From one silence to another it stays muted: nothing that anybody would want to hear.
    if (isMuted && mutedBy !== undefined) continue;
    transitions.push({
      kind: isMuted ? "muted" : "unmuted",
      atMs,
      ...because("silence", { silence: silence?.id ?? mutedBy ?? "" }),
      notify: !isMuted && alert.condition === "firing" && alert.handling === "open",
      alert: changed,
    });
  }
  return { state: { ...state, alerts }, transitions };
}
