import type { SampleRecord } from "@mystocks/otlp";
import { insertSeries, publishedLabels, storedJson, type SeriesRow } from "@mystocks/store";
import type pg from "pg";
import { identityOf, sortedEntries } from "./identity.ts";

export interface KnownSeries {
  id: number;
  /** As on the bus, with service and instance. */
  labels: Record<string, string>;
}

/** The numbers of series, at most `limit` of them: samples of others are refused and counted. */
export class SeriesDictionary {
  readonly #limit: number;
  readonly #byKey = new Map<string, KnownSeries>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(sample: SampleRecord, resourceId: number): KnownSeries | undefined {
    return this.#byKey.get(keyText(sample, resourceId));
  }

  /** Makes sure that `get` knows each that is within the limit; what is new is committed when this resolves. */
  async learn(
    pool: pg.Pool,
    samples: readonly SampleRecord[],
    resourceId: (sample: SampleRecord) => number,
  ): Promise<void> {
    const missing = new Map<string, { row: SeriesRow; sample: SampleRecord }>();
    for (const sample of samples) {
      const key = keyText(sample, resourceId(sample));
      if (this.#byKey.has(key) || missing.has(key)) continue;
      if (this.#byKey.size + missing.size >= this.#limit) break;
      missing.set(key, { row: rowOf(sample, resourceId(sample)), sample });
    }
    if (missing.size === 0) return;
    const ids = await insertSeries(
      pool,
      [...missing.values()].map(({ row }) => row),
    );
    for (const [key, { row, sample }] of missing) {
      const id = ids.get(row.identity.toString("hex"))!;
      this.#byKey.set(key, { id, labels: publishedLabels(sample.labels, sample.resource) });
    }
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
