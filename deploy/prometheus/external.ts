import { stringify } from "yaml";

import { scrapeJobs, type ScrapeTargets } from "./scrape-jobs.ts";

/**
 * What an SRE pastes into the Prometheus they have: the same jobs, each with an interval of its own, since the recording
 * rules of the pipeline are written for two seconds.
 * @returns YAML with the one key `scrape_configs`
 */
export function externalScrapeConfig(targets: ScrapeTargets, intervalSeconds = 2): string {
  const interval = `${intervalSeconds}s`;
  const jobs = scrapeJobs(targets).map(({ job_name, ...job }) => ({
    job_name: `mystocks-${job_name}`,
    scrape_interval: interval,
    scrape_timeout: interval,
    ...job,
    // Rules and dashboards ask for Monitor's own jobs by these names; services keep theirs.
    ...(!job.honor_labels && { relabel_configs: [{ target_label: "job", replacement: job_name }] }),
  }));
  return stringify({ scrape_configs: jobs }, { lineWidth: 0 });
}
