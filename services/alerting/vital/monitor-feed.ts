import {
  parsePrometheusText,
  prometheusText,
  type FaultLog,
  type MetricFamily,
  type ScrapedSample,
} from "@mystocks/runtime";
import type { LiveStore } from "../series/live-store.ts";

export interface MonitorFeedParts {
  /** Another object after a reload of the series. */
  live: { readonly store: LiveStore };
  /** Names of the metrics that rules read. */
  wanted: () => ReadonlySet<string>;
  /** Figures of what runs in this process. */
  families: () => MetricFamily[];
  /** /metrics of roles and Collectors that are processes of their own; `only` these metrics, since others come another way. */
  urls: readonly { url: string; only?: ReadonlySet<string> }[];
  faults: FaultLog;
  now: () => number;
}

const OWN_MS = 1000;
const OTHERS_MS = 2000;
const PATIENCE_MS = 1500;
const LARGEST_CHARACTERS = 8_000_000;

/**
 * Monitor's own figures as series that rules can read: alerting's each second, those of other processes each
 * two. They don't come by the way of telemetry, which is what they tell of.
 */
export class MonitorFeed {
  readonly #parts: MonitorFeedParts;
  readonly #timers: NodeJS.Timeout[];
  readonly #reading = new Map<string, Promise<void>>();

  constructor(parts: MonitorFeedParts) {
    this.#parts = parts;
    this.#timers = [
      setInterval(() => this.#write(parsePrometheusText(prometheusText(parts.families())), {}), OWN_MS),
      setInterval(() => this.#readOthers(), OTHERS_MS),
    ];
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#reading.values());
  }

  #readOthers(): void {
    for (const { url, only } of this.#parts.urls)
      if (!this.#reading.has(url))
        this.#reading.set(
          url,
          this.#read(url, only).finally(() => this.#reading.delete(url)),
        );
  }

  async #read(url: string, only?: ReadonlySet<string>): Promise<void> {
    const { faults } = this.#parts;
    const fault = `${url} can't be read`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
      const text = await response.text();
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      if (text.length > LARGEST_CHARACTERS) throw new Error(`it answered ${text.length} characters`);
      const samples = parsePrometheusText(text).filter(({ name }) => only === undefined || only.has(name));
      this.#write(samples, { instance: new URL(url).host });
      faults.healed(fault);
    } catch (error) {
      faults.fault(fault, error);
    }
  }

  #write(samples: readonly ScrapedSample[], more: Readonly<Record<string, string>>): void {
    const { live, wanted, now } = this.#parts;
    const names = wanted();
    const timeMs = now();
    for (const { name, labels, value } of samples) {
      if (!names.has(name) || !Number.isFinite(value)) continue;
      const type = name.endsWith("_total") ? "counter" : "gauge";
      live.store.addSample(timeMs, { name, type, labels: { ...labels, ...more }, timeMs, value });
    }
  }
}
