import type { SampleRecord } from "@mystocks/otlp";
import { insertSeries, publishedLabels, storedJson, type SeriesRow } from "@mystocks/store";
import type pg from "pg";
import { identityOf, sortedEntries } from "./identity.ts";
import { namespaceOf } from "./namespace.ts";
import { Quota } from "./quota.ts";

/** A series that was silent for so long makes room: its process has ended. */
const SILENT_MS = 15 * 60_000;

export interface KnownSeries {
  id: number;
  /** Of the last batch that had a sample of it. Unix milliseconds. */
  heardAtMs: number;
  /** As on the bus, with service and instance. */
  labels: Record<string, string>;
  namespace: string;
}

export interface SeriesLimits {
  series: number;
  seriesPerNamespace: number;
}

/** The numbers of series, so many living ones at most: samples of others are refused and counted. */
export class SeriesDictionary {
  readonly #limits: SeriesLimits;
  readonly #ofNamespace: Quota;
  readonly #onForgotten: (seriesId: number) => void;
  readonly #byKey = new Map<string, KnownSeries>();

  #prunedAtMs = -Infinity;

  constructor(limits: SeriesLimits, onForgotten: (seriesId: number) => void) {
    this.#limits = limits;
    this.#ofNamespace = new Quota(limits.seriesPerNamespace);
    this.#onForgotten = onForgotten;
  }

  get(sample: SampleRecord, resourceId: number): KnownSeries | undefined {
    return this.#byKey.get(keyText(sample, resourceId));
  }

  /** Why `get` has nothing of it. */
  whyRefused({ resource }: SampleRecord): "namespace_limit" | "series_limit" {
    return this.#ofNamespace.isFull(namespaceOf(resource)) ? "namespace_limit" : "series_limit";
  }

  /** Makes sure that `get` knows each that is within the limit; what is new is committed when this resolves. */
  async learn(
    pool: pg.Pool,
    samples: readonly SampleRecord[],
    resourceId: (sample: SampleRecord) => number,
    nowMs: number,
  ): Promise<void> {
    const missing = new Map<string, { row: SeriesRow; sample: SampleRecord }>();
    const planned = this.#ofNamespace.untouched();
    for (const sample of samples) {
      const key = keyText(sample, resourceId(sample));
      const known = this.#byKey.get(key);
      if (known !== undefined) known.heardAtMs = nowMs;
      if (known !== undefined || missing.has(key)) continue;
      const namespace = namespaceOf(sample.resource);
      const isFull = () =>
        this.#byKey.size + missing.size >= this.#limits.series ||
        this.#ofNamespace.isFull(namespace, planned);
      if (isFull() && (!this.#forgetSilent(nowMs) || isFull())) continue;
      planned.take(namespace);
      missing.set(key, { row: rowOf(sample, resourceId(sample)), sample });
    }
    if (missing.size === 0) return;
    const ids = await insertSeries(
      pool,
      [...missing.values()].map(({ row }) => row),
    );
    for (const [key, { row, sample }] of missing)
      this.#remember(key, sample, ids.get(row.identity.toString("hex"))!, nowMs);
  }

  #remember(key: string, { labels, resource }: SampleRecord, id: number, heardAtMs: number): void {
    const namespace = namespaceOf(resource);
    this.#byKey.set(key, { id, labels: publishedLabels(labels, resource), namespace, heardAtMs });
    this.#ofNamespace.take(namespace);
  }

  /** Looking through all is worth it once a while only; false when it was not done. */
  #forgetSilent(nowMs: number): boolean {
    if (nowMs - this.#prunedAtMs < SILENT_MS / 15) return false;
    this.#prunedAtMs = nowMs;
    for (const [key, { id, heardAtMs, namespace }] of this.#byKey) {
      if (nowMs - heardAtMs <= SILENT_MS) continue;
      this.#byKey.delete(key);
      this.#ofNamespace.giveBack(namespace);
      this.#onForgotten(id);
    }
    return true;
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
