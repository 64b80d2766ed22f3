import { reloadFamily, type MetricFamily, type MetricSample } from "@mystocks/runtime";
import type { AlertmanagerStats } from "./delivery/alertmanager-sender.ts";
import type { DelivererStats } from "./delivery/deliverer.ts";
import type { JudgeStats } from "./judge/judge.ts";
import type { LiveStoreStats } from "./series/live-store.ts";

export interface AlertingStats {
  series: LiveStoreStats;
  judge: JudgeStats;
  receivers: Record<string, DelivererStats>;
  alertmanager: AlertmanagerStats;
  areRuleFilesInForce: boolean;
  /** Undefined where nothing makes sure that there always is a pulse. */
  pulseAgeSeconds?: number | undefined;
}

/** Alerting's own figures for /metrics. */
export function alertingFamilies(stats: AlertingStats): MetricFamily[] {
  const { series, judge, receivers, alertmanager, pulseAgeSeconds } = stats;
  return [
    ...(pulseAgeSeconds === undefined
      ? []
      : [
          gauge(
            "mystocks_alerting_pulse_age_seconds",
            "Since a recorder was last heard of.",
            pulseAgeSeconds,
          ),
        ]),
    reloadFamily({ rules: stats.areRuleFilesInForce }),
    gauge("mystocks_alerting_series", "Live series.", series.series),
    counter("mystocks_alerting_late_total", "Deltas over a minute late, judged by no rule.", series.late),
    gauge("mystocks_alerting_shards", "Shards of the rules that this process judges.", judge.shards),
    gauge("mystocks_alerting_groups", "Rule groups in force.", judge.groups),
    counter("mystocks_alerting_judgements_total", "Judgements of rule groups.", judge.judgements),
    counter("mystocks_alerting_judge_seconds_total", "Time spent judging.", judge.judgeSeconds),
    gauge("mystocks_alerting_failing_rules", "Rules that failed when last judged.", judge.failingRules),
    gauge("mystocks_alerting_unsaved_transitions", "Transitions that wait for the store.", judge.unsaved),
    by("mystocks_alerting_messages_total", "Messages that a receiver took.", receivers, "sent"),
    by("mystocks_alerting_message_failures_total", "Attempts that failed.", receivers, "failures"),
    by("mystocks_alerting_dead_messages_total", "Messages that were given up.", receivers, "dead"),
    counter("mystocks_alerting_alertmanager_posts_total", "Posts Alertmanager took.", alertmanager.posts),
    counter(
      "mystocks_alerting_alertmanager_failures_total",
      "Posts Alertmanager did not take.",
      alertmanager.failures,
    ),
    gauge("mystocks_alerting_alertmanager_alerts", "Alerts kept told to Alertmanager.", alertmanager.held),
  ];
}

function by(
  name: string,
  help: string,
  receivers: AlertingStats["receivers"],
  figure: keyof DelivererStats,
): MetricFamily {
  const samples: MetricSample[] = Object.entries(receivers).map(([receiver, stats]) => ({
    labels: { receiver },
    value: stats[figure],
  }));
  return { name, type: "counter", help, samples };
}

const gauge = (name: string, help: string, value: number): MetricFamily => one("gauge", name, help, value);
const counter = (name: string, help: string, value: number): MetricFamily =>
  one("counter", name, help, value);

function one(type: "gauge" | "counter", name: string, help: string, value: number): MetricFamily {
  return { name, type, help, samples: [{ labels: {}, value }] };
}
