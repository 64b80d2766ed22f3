import type { PreviewReport } from "@mystocks/rules";
import type { RulePreviewView } from "../contract.ts";
import { shownTime, shownTimeOrNull } from "./alert-view.ts";

const MOST_EPISODES = 500;

/** When the rules would have fired, with which words, and who would have been woken. */
export function shownPreview({ window, rules }: PreviewReport): RulePreviewView {
  return {
    from: shownTime(window.fromMs),
    to: shownTime(window.toMs),
    stepSeconds: window.stepMs / 1000,
    rules: rules.map((one) => ({
      rule: one.rule,
      group: one.group,
      line: one.line,
      firings: one.firings,
      firingSeconds: one.firingMs / 1000,
      notifications: one.notifications,
      prometheusFirings: one.asPrometheus.firings,
      muted: one.muted,
      receivers: [...one.woken].map(([receiver, firings]) => ({ receiver, firings })),
      episodes: one.episodes.slice(0, MOST_EPISODES).map((episode) => ({
        labels: episode.labels,
        annotations: episode.annotations,
        firedAt: shownTime(episode.firedAtMs),
        endedAt: shownTimeOrNull(episode.resolvedAtMs ?? null),
      })),
      faults: [...one.faults],
    })),
  };
}
