import { stringify } from "yaml";

import { scrapeJobs, type ScrapeTargets } from "./scrape-jobs.ts";

export interface PrometheusParts extends ScrapeTargets {
  /** Full paths or globs; `RULE_FILES` are ours. */
  ruleFiles: readonly string[];
  /** `host:port` of Alertmanagers that Prometheus' own alerts go to. Default: those that are scraped. */
  alertmanagers?: readonly string[];
  /** Seconds between scrapes and between evaluations. Default 2: a hop that stalls shows within 10 s. */
  intervalSeconds?: number;
  /** Put on what leaves this Prometheus (alerts, remote write). Default none. */
  externalLabels?: Readonly<Record<string, string>>;
}

const DEFAULT_INTERVAL_SECONDS = 2;

/** @returns the text of a `prometheus.yml` that Prometheus 2.42 and newer take */
export function prometheusConfig(parts: PrometheusParts): string {
  const interval = `${parts.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS}s`;
  const alertmanagers = parts.alertmanagers ?? parts.alertmanager ?? [];
  return stringify(
    {
      global: {
        scrape_interval: interval,
        scrape_timeout: interval,
        evaluation_interval: interval,
        ...(parts.externalLabels && { external_labels: parts.externalLabels }),
      },
      rule_files: parts.ruleFiles,
      ...(alertmanagers.length > 0 && {
        alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] },
      }),
      scrape_configs: scrapeJobs(parts),
    },
    { lineWidth: 0 },
  );
}
