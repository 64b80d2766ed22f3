import type { ServiceJob } from "@mystocks/runtime";

export interface SampleJobsParts {
  /** Where the sample serves now: after a crash it may be elsewhere. */
  sampleUrl: () => string;
  /** What the sample asks for, where it was told to. */
  token: string | undefined;
}

/**
 * What the platform does with its caches by plan. The sample market has no calendar: it trades around the clock, and its
 * day begins at midnight. Prewarmed a quarter of an hour before, values are kept for a minute more.
 */
export function sampleJobs({ sampleUrl, token }: SampleJobsParts): ServiceJob[] {
  const job = (name: string, cron: string, path: string): ServiceJob => ({
    name: `${name}:market-data`,
    get url() {
      return `${sampleUrl()}/api/cache${path}`;
    },
    schedule: { cron, timeZone: "Asia/Shanghai" },
    timeout: "60s",
    retries: { times: 2, after: "30s" },
    token,
  });
  return [
    job("cache_prewarm", "45 23 * * *", "/prewarming/trigger?top=20&keepSeconds=960"),
    job("cache_evict", "0 2 * * *", "/evict/manual?hotKeyDays=7"),
  ];
}
