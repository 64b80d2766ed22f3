import { MetricReader } from "@opentelemetry/sdk-metrics";

import { temporality } from "../temporality.ts";
import { exposition } from "./exposition.ts";

/** The SDK keeps what a reader has not collected; without scrapes that would grow for ever. */
const UNSCRAPED_MS = 10_000;

/** Collects when asked, and by itself when nobody asks. */
export class PrometheusReader extends MetricReader {
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    super({ aggregationTemporalitySelector: temporality });
  }

  async text(): Promise<string> {
    this.#timer?.refresh();
    const { resourceMetrics } = await this.collect();
    return exposition(resourceMetrics);
  }

  protected override onInitialized(): void {
    this.#timer = setInterval(() => void this.collect().catch(() => {}), UNSCRAPED_MS).unref();
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {
    clearInterval(this.#timer);
  }
}
