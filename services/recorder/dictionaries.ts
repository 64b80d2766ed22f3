import type { OperationKey, ResourceRecord, Statement } from "@mystocks/otlp";
import { readOperations, readServiceNamespaces } from "@mystocks/store";
import type pg from "pg";
import type { DeltaSums } from "./delta-sums.ts";
import { ExemplarGate } from "./exemplar-gate.ts";
import type { Intake } from "./intake.ts";
import { OperationDictionary, type OperationLimits } from "./operation-dictionary.ts";
import { ResourceDictionary } from "./resource-dictionary.ts";
import { namespaceOf } from "./namespace.ts";
import { SpanQuota } from "./span-quota.ts";
import { SeriesDictionary, type SeriesLimits } from "./series-dictionary.ts";
import { StatementDictionary } from "./statement-dictionary.ts";
import { Turns } from "./turns.ts";

/** What the writers of a recorder remember between batches; bounded, and can be built again from the store. */
export interface Dictionaries {
  operations: OperationDictionary;
  resources: ResourceDictionary;
  statements: StatementDictionary;
  series: SeriesDictionary;
  /** One a writer, while it writes. */
  deltas: Set<DeltaSums>;
  exemplars: ExemplarGate;
  spanQuota: SpanQuota;
  /** Writers learn one after the other, or together they would pass the limits. */
  learning: Turns;
}

export async function loadDictionaries(
  pool: pg.Pool,
  limits: OperationLimits & SeriesLimits & { spansPerSecondPerNamespace: number },
): Promise<Dictionaries> {
  const deltas = new Set<DeltaSums>();
  const forget = (seriesId: number) => {
    for (const sums of deltas) sums.forget(seriesId);
  };
  return {
    operations: new OperationDictionary(
      await readOperations(pool),
      await readServiceNamespaces(pool),
      limits,
    ),
    resources: new ResourceDictionary(),
    statements: new StatementDictionary(),
    series: new SeriesDictionary(limits, forget),
    deltas,
    exemplars: new ExemplarGate(),
    spanQuota: new SpanQuota(limits.spansPerSecondPerNamespace),
    learning: new Turns(1),
  };
}

/** Commits what is new of the intakes' dictionary entries, before the batch that needs them. */
export async function learn(
  pool: pg.Pool,
  known: Dictionaries,
  intakes: readonly Intake[],
  nowMs: number,
): Promise<void> {
  const resources = new Set<ResourceRecord>();
  const operations = new Map<OperationKey, string>();
  const statements = new Set<Statement>();
  for (const { spans, samples, logs } of intakes) {
    for (const { resource, operation, statement } of spans) {
      resources.add(resource);
      if (operation !== undefined && !known.operations.has(operation))
        operations.set(operation, namespaceOf(resource));
      if (statement !== undefined && !known.statements.has(statement)) statements.add(statement);
    }
    for (const { resource } of samples) resources.add(resource);
    for (const { resource } of logs) resources.add(resource);
  }
  const samples = intakes.flatMap((intake) => intake.samples);
  await known.learning.run(async () => {
    await known.resources.learn(pool, resources);
    await known.operations.learn(pool, operations);
    await known.statements.learn(pool, statements);
    await known.series.learn(pool, samples, ({ resource }) => known.resources.get(resource), nowMs);
  });
}
