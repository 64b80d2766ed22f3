/** What a scheduler has the service do by plan, by POST. */
interface CacheJob {
  name: string;
  path: string;
  schedule: { cron: string; timeZone: string };
  timeout: string;
  retries: { times: number; after: string };
}

const timeZone = "Asia/Shanghai";
const retries = { times: 2, after: "30s" };

/**
 * The sample market trades around the clock, and its day begins at midnight. Prewarmed a quarter of an hour before,
 * values are kept for a minute more.
 */
export const CACHE_JOBS: readonly CacheJob[] = [
  {
    name: "cache_prewarm:market-data",
    path: "/api/cache/prewarming/trigger?top=20&keepSeconds=960",
    schedule: { cron: "45 23 * * *", timeZone },
    timeout: "60s",
    retries,
  },
  {
    name: "cache_evict:market-data",
    path: "/api/cache/evict/manual?hotKeyDays=7",
    schedule: { cron: "0 2 * * *", timeZone },
    timeout: "60s",
    retries,
  },
];
