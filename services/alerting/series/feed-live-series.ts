import type { Bus } from "@mystocks/bus";
import type { LogEvent } from "@mystocks/events";
import type { Lifecycle } from "@mystocks/runtime";
import type pg from "pg";
import type { Exemplars } from "../evidence/exemplars.ts";
import { Feed } from "./feed.ts";
import type { LiveSeries } from "./live-series.ts";
import { QualityFeed } from "./quality-feed.ts";

export interface LiveFeedParts {
  pool: pg.Pool;
  bus: Bus;
  live: LiveSeries;
  exemplars: Exemplars;
  /** A recorder has published, whatever it was. */
  onPulse: () => void;
  /** Called before samples are added; it asks which gauges get another value by them. */
  beforeReplaced: (names: () => ReadonlySet<string>) => void;
  /** These metrics have new samples. */
  onChange: (names: ReadonlySet<string>) => void;
  /** Named log events of services, each once. */
  onLogs: (logs: readonly LogEvent[]) => void;
  now: () => number;
}

const SWEEP_MS = 10_000;

/** Loads the series from the monitoring store, then adds what recorders and quality publish. */
export async function feedLiveSeries(
  parts: LiveFeedParts,
  life: Lifecycle,
): Promise<{ reload: () => Promise<void> }> {
  const { live, exemplars, now } = parts;
  const quality = await QualityFeed.start(parts);
  life.onStop("verdicts' feed", () => quality.stop());
  const load = (store: LiveSeries["store"]) => {
    live.put(store);
    quality.write();
  };
  const feed = await Feed.start({ ...parts, reads: () => live.reads(), onReload: load });
  life.onStop("alerting's feed", () => feed.stop());
  load(feed.store);
  const sweep = setInterval(() => exemplars.drop(now()), SWEEP_MS);
  life.onStop("exemplars", () => clearInterval(sweep));
  return { reload: () => feed.reload() };
}
