import type { Meter } from "@opentelemetry/api";
import { metrics } from "@opentelemetry/api";

import type { CacheLabels, CacheStats } from "./cache-metrics.ts";
import { CacheMetrics } from "./cache-metrics.ts";
import type { HealthCheck, HealthCheckOptions } from "./health-metrics.ts";
import { HealthMetrics } from "./health-metrics.ts";
import { SCOPE } from "./names.ts";
import type { PgPoolLike, PoolLabels } from "./pool-metrics.ts";
import { PoolMetrics } from "./pool-metrics.ts";
import type { RedisLike } from "./redis-metrics.ts";
import { RedisMetrics } from "./redis-metrics.ts";
import { observeRuntime } from "./runtime-metrics.ts";

export type { CacheStats } from "./cache-metrics.ts";

export interface MetricsCollectorOptions {
  /** Default: the global meter. Make the collector after the SDK has started (`--import …/register` does). */
  meter?: Meter;
}

/**
 * Gathers what a service can measure about itself. Every value is read from the live object when metrics are
 * collected, so nothing has to be kept up to date. Each `add…` returns a function that takes its source out again.
 */
export class MetricsCollector {
  readonly #meter: Meter;
  readonly #removals = new Set<() => void>();
  readonly #pools: PoolMetrics;
  readonly #redis: RedisMetrics;
  readonly #caches: CacheMetrics;
  readonly #services: HealthMetrics;
  readonly #datasources: HealthMetrics;

  constructor(options: MetricsCollectorOptions = {}) {
    this.#meter = options.meter ?? metrics.getMeter(SCOPE);
    this.#pools = new PoolMetrics(this.#meter);
    this.#redis = new RedisMetrics(this.#meter);
    this.#caches = new CacheMetrics(this.#meter);
    this.#services = new HealthMetrics(this.#meter, {
      metric: "mystocks_api_health_status",
      label: "service",
      description: "1: the health check passed when it was last asked, 0: it failed or did not answer.",
    });
    this.#datasources = new HealthMetrics(this.#meter, {
      metric: "mystocks_datasource_availability",
      label: "datasource",
      description: "1: the data source answered when it was last asked, 0: it did not.",
    });
  }

  /** Connections in use, idle, waiting for and at most; time waited for one; failures to get one. */
  addPgPool(pool: PgPoolLike, labels: PoolLabels): () => void {
    return this.#keep(this.#pools.add(pool, labels));
  }

  /** Whether the client is ready, and how many commands wait for an answer or for a connection. */
  addRedis(client: RedisLike, labels: { name: string }): () => void {
    return this.#keep(this.#redis.add(client, labels));
  }

  /** `readStats` gives totals since the cache was made; they must not go down. One call a tier. */
  addCache(labels: CacheLabels, readStats: () => CacheStats): () => void {
    return this.#keep(this.#caches.add(labels, readStats));
  }

  /** One that throws, says false or takes longer than `timeoutMs` (500 by default) counts as failed. */
  addHealthCheck(service: string, check: HealthCheck, options?: HealthCheckOptions): () => void {
    return this.#keep(this.#services.add(service, check, options));
  }

  /** The same for where data comes from: `akshare`, `tdx`, … */
  addDatasource(datasource: string, check: HealthCheck, options?: HealthCheckOptions): () => void {
    return this.#keep(this.#datasources.add(datasource, check, options));
  }

  /** Event loop delay and use, heap, memory and CPU time. `startTelemetry` and the preload do it by themselves. */
  addRuntime(): () => void {
    return this.#keep(observeRuntime(this.#meter));
  }

  /** Takes all sources out. */
  close(): void {
    for (const remove of this.#removals) remove();
  }

  #keep(remove: () => void): () => void {
    const removeOnce = () => {
      if (this.#removals.delete(removeOnce)) remove();
    };
    this.#removals.add(removeOnce);
    return removeOnce;
  }
}
