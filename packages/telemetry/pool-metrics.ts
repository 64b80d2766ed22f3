import type { Attributes, Counter, Histogram, Meter } from "@opentelemetry/api";

import { errorType } from "./thrown.ts";

/** What is read of a `pg.Pool`. */
export interface PgPoolLike {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max?: number | undefined };
  connect: (...args: never[]) => unknown;
}

export interface PoolLabels {
  /** Such as `postgresql`. */
  database: string;
  poolName: string;
}

const WAIT_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10];

export class PoolMetrics {
  readonly #pools = new Map<PgPoolLike, Attributes>();
  readonly #wait: Histogram;
  readonly #errors: Counter;

  constructor(meter: Meter) {
    this.#gauge(meter, "active", "Connections in use.", (pool) => pool.totalCount - pool.idleCount);
    this.#gauge(meter, "idle", "Connections open and free.", (pool) => pool.idleCount);
    this.#gauge(meter, "waiting", "Callers waiting for a connection.", (pool) => pool.waitingCount);
    this.#gauge(meter, "max", "Most connections the pool opens.", (pool) => pool.options.max);
    this.#wait = meter.createHistogram("mystocks_db_connection_wait_seconds", {
      unit: "s",
      description: "Time from asking the pool for a connection to having it.",
      advice: { explicitBucketBoundaries: WAIT_BUCKETS },
    });
    this.#errors = meter.createCounter("mystocks_db_connection_errors_total", {
      description: "Connections that the pool could not give.",
    });
  }

  add(pool: PgPoolLike, { database, poolName }: PoolLabels): () => void {
    const labels = { database, pool_name: poolName };
    this.#pools.set(pool, labels);
    const unwrap = this.#timeConnect(pool, labels);
    return () => {
      this.#pools.delete(pool);
      unwrap();
    };
  }

  #gauge(
    meter: Meter,
    what: string,
    description: string,
    read: (pool: PgPoolLike) => number | undefined,
  ): void {
    meter.createObservableGauge(`mystocks_db_connections_${what}`, { description }).addCallback((result) => {
      for (const [pool, labels] of this.#pools) {
        const value = read(pool);
        if (value !== undefined) result.observe(value, labels);
      }
    });
  }

  /** pg says when a connection is handed out but not since when it was wanted; `query` goes through `connect` too. */
  #timeConnect(pool: PgPoolLike, labels: Attributes): () => void {
    const connect = pool.connect as (...args: unknown[]) => unknown;
    const timed = (...args: unknown[]): unknown => {
      const askedMs = performance.now();
      const record = (error?: unknown) => this.#record(performance.now() - askedMs, error, labels);
      const [callback] = args;
      if (typeof callback !== "function") {
        const connected = connect.call(pool) as Promise<unknown>;
        connected.then(() => record(), record);
        return connected;
      }
      return connect.call(pool, (error: unknown, ...rest: unknown[]) => {
        record(error);
        callback(error, ...rest);
      });
    };
    pool.connect = timed;
    return () => {
      if (pool.connect === timed) pool.connect = connect;
    };
  }

  #record(waitedMs: number, error: unknown, labels: Attributes): void {
    this.#wait.record(waitedMs / 1_000, labels);
    if (error === undefined || error === null) return;
    this.#errors.add(1, { database: labels["database"]!, error_type: errorType(error) });
  }
}
