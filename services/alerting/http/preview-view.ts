import type { PreviewReport, RulePreview } from "@mystocks/rules";
import type { RulePreviewView } from "../contract.ts";
import { levelOf } from "../judge/alert-row.ts";
import { shownTime, shownTimeOrNull } from "./alert-view.ts";
import type { HttpParts } from "./parts.ts";

const MOST_EPISODES = 500;

/** When the rules would have fired, with which words, and who would have been woken. */
export function shownPreview(
  { window, rules }: PreviewReport,
  receiversOf: HttpParts["receiversOf"],
): RulePreviewView {
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
      receivers: wokenBy(one, receiversOf),
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

function wokenBy({ episodes }: RulePreview, receiversOf: HttpParts["receiversOf"]) {
  const firings = new Map<string, number>();
  for (const { labels } of episodes)
    for (const receiver of receiversOf({ labels, level: levelOf(labels), source: "rule" }))
      firings.set(receiver, (firings.get(receiver) ?? 0) + 1);
  return [...firings].map(([receiver, count]) => ({ receiver, firings: count }));
}
