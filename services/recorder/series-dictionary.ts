import type { SampleRecord } from "@mystocks/otlp";
import { insertSeries, publishedLabels, storedJson, type SeriesRow } from "@mystocks/store";
import type pg from "pg";
import { identityOf, sortedEntries } from "./identity.ts";

/** A series that was silent for so long makes room: its process has ended. */
const SILENT_MS = 15 * 60_000;

export interface KnownSeries {
  id: number;
  /** Of the last batch that had a sample of it. Unix milliseconds. */
  heardAtMs: number;
  /** As on the bus, with service and instance. */
  labels: Record<string, string>;
}

/** The numbers of series, at most `limit` living ones: samples of others are refused and counted. */
export class SeriesDictionary {
  readonly #limit: number;
  readonly #onForgotten: (seriesId: number) => void;
  readonly #byKey = new Map<string, KnownSeries>();

  #prunedAtMs = -Infinity;

  constructor(limit: number, onForgotten: (seriesId: number) => void) {
    this.#limit = limit;
    this.#onForgotten = onForgotten;
  }

  get(sample: SampleRecord, resourceId: number): KnownSeries | undefined {
    return this.#byKey.get(keyText(sample, resourceId));
  }

  /** Makes sure that `get` knows each that is within the limit; what is new is committed when this resolves. */
  async learn(
    pool: pg.Pool,
    samples: readonly SampleRecord[],
    resourceId: (sample: SampleRecord) => number,
    nowMs: number,
  ): Promise<void> {
    const missing = new Map<string, { row: SeriesRow; sample: SampleRecord }>();
    for (const sample of samples) {
      const key = keyText(sample, resourceId(sample));
      const known = this.#byKey.get(key);
      if (known !== undefined) known.heardAtMs = nowMs;
      if (known !== undefined || missing.has(key)) continue;
      if (!this.#hasRoom(missing.size, nowMs)) continue;
      missing.set(key, { row: rowOf(sample, resourceId(sample)), sample });
    }
    if (missing.size === 0) return;
    const ids = await insertSeries(
      pool,
      [...missing.values()].map(({ row }) => row),
    );
    for (const [key, { row, sample }] of missing) {
      const id = ids.get(row.identity.toString("hex"))!;
      const labels = publishedLabels(sample.labels, sample.resource);
      this.#byKey.set(key, { id, labels, heardAtMs: nowMs });
    }
  }

  #hasRoom(planned: number, nowMs: number): boolean {
    if (this.#byKey.size + planned < this.#limit) return true;
    // Looking through all is worth it once a while only.
    if (nowMs - this.#prunedAtMs < SILENT_MS / 15) return false;
    this.#prunedAtMs = nowMs;
    for (const [key, { id, heardAtMs }] of this.#byKey) {
      if (nowMs - heardAtMs <= SILENT_MS) continue;
      this.#byKey.delete(key);
      this.#onForgotten(id);
    }
    return this.#byKey.size + planned < this.#limit;
  }
}

function keyText({ name, type, labels }: SampleRecord, resourceId: number): string {
  return `${type}\0${name}\0${resourceId}\0${sortedEntries(labels).flat().join("\0")}`;
}

function rowOf({ name, type, unit, labels, resource }: SampleRecord, resourceId: number): SeriesRow {
  const entries = sortedEntries(labels);
  const owner = [resource.service, resource.instance, sortedEntries(resource.attributes)];
  return {
    identity: identityOf([name, type, owner, entries]),
    resourceId,
    name,
    type,
    unit,
    labels: storedJson(Object.fromEntries(entries)),
  };
}
