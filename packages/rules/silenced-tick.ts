import type { RuleState, Transition } from "./alert.ts";
import { applySilences, type Silence } from "./silence.ts";

/**
 * A tick with the silences in force. An alert that fires under one is muted from its first moment on, not only after
 * it was told.
 */
export function silencedTick(
  { state, transitions }: { state: RuleState; transitions: readonly Transition[] },
  silences: readonly Silence[],
  atMs: number,
): { state: RuleState; transitions: Transition[] } {
  const silenced = applySilences(state, silences, atMs);
  const all = [...transitions, ...silenced.transitions].map((transition) => {
    const mutedBy = silenced.state.alerts[transition.alert.key]?.mutedBy;
    if (mutedBy === undefined || transition.alert.mutedBy !== undefined) return transition;
    return { ...transition, alert: { ...transition.alert, mutedBy } };
  });
  return { state: silenced.state, transitions: all };
}
