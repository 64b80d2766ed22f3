import { createHash, randomBytes } from "node:crypto";
import { ExponentialHistogram } from "@mystocks/histogram";
import {
  copyPulses,
  copySpans,
  insertOperations,
  insertResources,
  insertSamples,
  insertSeries,
  insertStatements,
  inTransaction,
  openSource,
  type OperationRow,
} from "@mystocks/store";
import type { Pool } from "pg";

export interface SeededSpan {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  operation?: OperationRow;
  service?: string;
  name?: string;
  kind?: number;
  status?: number;
  marks?: number;
  endMs: number;
  durationMs: number;
  statement?: string;
  enclosed?: boolean;
  attributes?: Record<string, string | number | boolean>;
}

export const operation = (change: Partial<OperationRow> = {}): OperationRow => ({
  service: "market-data",
  operation: "load_daily_kline",
  type: "LOAD",
  kind: "tracked",
  classification: "DAILY_KLINE",
  databaseSystem: "postgresql",
  database: "mystocks",
  collection: "daily_kline",
  ...change,
});

export const newTraceId = () => randomBytes(16).toString("hex");
export const newSpanId = () => randomBytes(8).toString("hex");

/** Puts rows into the store as the recorder does: dictionaries first, then one batch. */
export class SeededStore {
  readonly #pool: Pool;
  #sequence = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Spans, and a pulse for each that is an operation. */
  async add(spans: readonly SeededSpan[]): Promise<number[]> {
    const ids = await this.#operationIds(spans);
    const resources = await this.#resourceIds(spans.map((span) => span.service ?? "market-data"));
    await insertStatements(
      this.#pool,
      spans.flatMap(({ statement }) =>
        statement === undefined
          ? []
          : [
              {
                id: statementId(statement),
                databaseSystem: "postgresql",
                fingerprint: undefined,
                text: statement,
              },
            ],
      ),
    );
    const batch = await this.#nextBatch();
    await inTransaction(this.#pool, async (client) => {
      await copySpans(
        client,
        spans.map((span, index) => ({
          record: {
            traceId: Buffer.from(span.traceId ?? newTraceId(), "hex"),
            spanId: Buffer.from(span.spanId ?? newSpanId(), "hex"),
            parentSpanId: span.parentSpanId === undefined ? undefined : Buffer.from(span.parentSpanId, "hex"),
            endNs: BigInt(Math.round(span.endMs * 1000)) * 1000n,
            name: span.name ?? span.operation?.operation ?? "span",
            kind: span.kind ?? 1,
            status: span.status ?? 0,
            statusMessage: undefined,
            attributes: span.attributes,
            rows: span.operation === undefined ? undefined : 10,
            bytes: undefined,
          },
          durationNs: BigInt(Math.round(span.durationMs * 1000)) * 1000n,
          operationId: ids[index],
          statementId: span.statement === undefined ? undefined : statementId(span.statement),
          resourceId: resources[index]!,
          marks: span.marks ?? 0,
        })),
      );
      await copyPulses(
        client,
        batch,
        spans.flatMap((span, index) => pulseOf(span, ids[index])),
      );
    });
    return ids.map((id) => id ?? -1);
  }

  async addSample(sample: {
    service?: string;
    name: string;
    type: "counter" | "gauge" | "histogram";
    labels?: Record<string, string>;
    timeMs: number;
    value: number;
    histogram?: ExponentialHistogram;
  }): Promise<void> {
    const [resourceId] = await this.#resourceIds([sample.service ?? "market-data"]);
    const labels = JSON.stringify(sample.labels ?? {});
    const identity = sha256(`${sample.name} ${resourceId} ${labels}`);
    const series = await insertSeries(this.#pool, [
      { identity, resourceId: resourceId!, name: sample.name, type: sample.type, unit: "", labels },
    ]);
    const batch = await this.#nextBatch();
    await inTransaction(this.#pool, (client) =>
      insertSamples(client, batch, [
        {
          seriesId: series.get(identity.toString("hex"))!,
          timeMs: sample.timeMs,
          value: sample.value,
          sum: sample.histogram?.sum,
          sketch: sample.histogram?.encode(),
          rebucketed: false,
        },
      ]),
    );
  }

  async #operationIds(spans: readonly SeededSpan[]): Promise<(number | undefined)[]> {
    const wanted = spans.flatMap(({ operation }) => (operation === undefined ? [] : [operation]));
    const stored = await insertOperations(this.#pool, wanted);
    const textOf = ({ service, operation, kind, collection, classification }: OperationRow) =>
      JSON.stringify([service, operation, kind, collection, classification]);
    const byKey = new Map(stored.map((one) => [textOf(one), one.id]));
    return spans.map(({ operation }) => (operation === undefined ? undefined : byKey.get(textOf(operation))));
  }

  async #resourceIds(services: readonly string[]): Promise<number[]> {
    const row = (service: string) => ({
      identity: sha256(service),
      service,
      instance: `${service}-1`,
      attributes: JSON.stringify({ "telemetry.sdk.language": "nodejs" }),
    });
    const ids = await insertResources(this.#pool, [...new Set(services)].map(row));
    return services.map((service) => ids.get(row(service).identity.toString("hex"))!);
  }

  async #nextBatch() {
    const { sourceId } = await openSource(this.#pool, "test", 0);
    this.#sequence += 1;
    return { sourceId, sequence: this.#sequence, observedAtMs: Date.now() };
  }
}

function pulseOf(span: SeededSpan, operationId: number | undefined) {
  if (operationId === undefined) return [];
  const durationNs = BigInt(Math.round(span.durationMs * 1000)) * 1000n;
  const histogram = new ExponentialHistogram();
  histogram.recordNanoseconds(durationNs);
  const marks = span.marks ?? 0;
  return [
    {
      operationId,
      second: Math.floor(span.endMs / 1000),
      enclosed: span.enclosed ?? false,
      count: 1,
      errors: (marks & 4) === 0 ? 0 : 1,
      overWarning: (marks & 1) === 0 ? 0 : 1,
      overCritical: (marks & 2) === 0 ? 0 : 1,
      rows: 10,
      bytes: 0,
      sumNs: durationNs,
      maxNs: durationNs,
      sketch: histogram.encode(),
      exemplars: [],
    },
  ];
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();
const statementId = (text: string) => sha256(text).readBigInt64BE(0);
