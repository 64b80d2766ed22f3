import type { Meter } from "@opentelemetry/api";

export type HealthCheck = () => boolean | Promise<boolean>;

export interface HealthCheckOptions {
  /** A check that takes longer counts as failed. Default 500; keep it under the second between collections. */
  timeoutMs?: number;
}

interface Named {
  metric: string;
  label: string;
  description: string;
}

export class HealthMetrics {
  readonly #sources = new Map<string, () => Promise<boolean>>();

  constructor(meter: Meter, { metric, label, description }: Named) {
    meter.createObservableGauge(metric, { description }).addCallback(async (result) => {
      const asked = [...this.#sources].map(async ([name, ask]) => {
        result.observe((await ask()) ? 1 : 0, { [label]: name });
      });
      await Promise.all(asked);
    });
  }

  add(name: string, check: HealthCheck, { timeoutMs = 500 }: HealthCheckOptions = {}): () => void {
    const ask = oneAtATime(check, timeoutMs);
    this.#sources.set(name, ask);
    return () => {
      if (this.#sources.get(name) === ask) this.#sources.delete(name);
    };
  }
}

/** A check that hangs is not asked again until it ends: a broken database must not collect a query each second. */
function oneAtATime(check: HealthCheck, timeoutMs: number): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;
  return async () => {
    running ??= passes(check).finally(() => (running = undefined));
    return within(running, timeoutMs);
  };
}

async function passes(check: HealthCheck): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}

function within(running: Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, timeoutMs, false);
  void running.then(resolve).finally(() => clearTimeout(timer));
  return promise;
}
