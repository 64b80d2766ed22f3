import { createHash, randomBytes } from "node:crypto";
import { ExponentialHistogram } from "@mystocks/histogram";
import {
  insertOperations,
  insertResources,
  insertSamples,
  insertSeries,
  insertStatements,
  inTransaction,
  openSource,
  type OperationRow,
} from "@mystocks/store";
import { operationRow } from "@mystocks/store/testing";
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

export const operation = (changes: Partial<OperationRow> = {}): OperationRow =>
  operationRow({ type: "LOAD", database: "mystocks", ...changes });

export const newTraceId = () => randomBytes(16).toString("hex");
export const newSpanId = () => randomBytes(8).toString("hex");

interface Batch {
  sourceId: number;
  sequence: number;
  observedAtMs: number;
}

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
    for (const [index, span] of spans.entries()) {
      await this.#insertSpan(span, resources[index]!, ids[index]);
      if (ids[index] !== undefined) await this.#insertPulse(batch, span, ids[index]);
    }
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

  async #insertSpan(span: SeededSpan, resourceId: number, operationId: number | undefined): Promise<void> {
    await this.#pool.query(
      `INSERT INTO telemetry.span (end_ns, duration_ns, span_id, parent_span_id, trace_id, operation_id, statement_id,
         resource_id, kind, status, marks, rows, name, attributes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        nanoseconds(span.endMs),
        nanoseconds(span.durationMs),
        signedId(span.spanId ?? newSpanId()),
        span.parentSpanId === undefined ? null : signedId(span.parentSpanId),
        span.traceId ?? newTraceId(),
        operationId ?? null,
        span.statement === undefined ? null : statementId(span.statement),
        resourceId,
        span.kind ?? 1,
        span.status ?? 0,
        span.marks ?? 0,
        span.operation === undefined ? null : 10,
        span.name ?? span.operation?.operation ?? "span",
        span.attributes === undefined ? null : JSON.stringify(span.attributes),
      ],
    );
  }

  async #insertPulse(batch: Batch, span: SeededSpan, operationId: number): Promise<void> {
    const histogram = new ExponentialHistogram();
    histogram.recordNanoseconds(nanoseconds(span.durationMs));
    const marks = span.marks ?? 0;
    await this.#pool.query(
      `INSERT INTO telemetry.pulse_1s (source_id, sequence, observed_at, bucket, operation_id, count, errors,
         over_warning, over_critical, enclosed, rows, bytes, sum_ns, max_ns, sketch)
       VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, 10, 0, $10::bigint, $10::bigint, $11)`,
      [
        batch.sourceId,
        batch.sequence,
        new Date(batch.observedAtMs),
        new Date(Math.floor(span.endMs / 1000) * 1000),
        operationId,
        (marks & 4) === 0 ? 0 : 1,
        (marks & 1) === 0 ? 0 : 1,
        (marks & 2) === 0 ? 0 : 1,
        span.enclosed ?? false,
        nanoseconds(span.durationMs),
        Buffer.from(histogram.encode()),
      ],
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

  async #nextBatch(): Promise<Batch> {
    const { sourceId } = await openSource(this.#pool, "test", 0);
    this.#sequence += 1;
    return { sourceId, sequence: this.#sequence, observedAtMs: Date.now() };
  }
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();
const statementId = (text: string) => sha256(text).readBigInt64BE(0);
const signedId = (hex: string) => BigInt.asIntN(64, BigInt(`0x${hex}`));
const nanoseconds = (ms: number) => BigInt(Math.round(ms * 1000)) * 1000n;
