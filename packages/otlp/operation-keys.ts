import type { Classifier } from "./classifier.ts";
import { KeyTree } from "./key-tree.ts";
import type { OperationKey } from "./records.ts";
import type { SpanDraft } from "./span-draft.ts";
import type { Query } from "./statements.ts";

const MOST_KEYS = 20_000;
const CLIENT = 3;
const TYPE_OF_VERB = new Map([
  ["SELECT", "LOAD"],
  ["INSERT", "SAVE"],
  ["COPY", "SAVE"],
  ["UPDATE", "UPDATE"],
  ["DELETE", "DELETE"],
]);
const CONNECT = /(?:^|[.\s:_-])connect$/i;
const VERB = /^[A-Za-z][\w .-]{0,31}$/;

/** Which operation a span is, by the DESIGN's rule; one object a key, so that its number can be kept with it. */
export class OperationKeys {
  readonly #classifier: Classifier;
  readonly #tracked = new KeyTree<OperationKey>(MOST_KEYS);
  readonly #database = new KeyTree<OperationKey>(MOST_KEYS);
  readonly #keys = new Map<string, OperationKey>();

  constructor(classifier: Classifier) {
    this.#classifier = classifier;
  }

  of(span: SpanDraft, query: Query | undefined, service: string): OperationKey | undefined {
    if (span.operation !== "") return this.#ofTracked(span, service);
    if (span.kind === CLIENT && span.databaseSystem !== "") return this.#ofDatabase(span, query, service);
    return undefined;
  }

  #ofTracked(span: SpanDraft, service: string): OperationKey {
    const { operation, operationType: type, classification, databaseSystem, database, collection } = span;
    const known = this.#tracked.get(
      service,
      operation,
      collection,
      type,
      classification,
      databaseSystem,
      database,
    );
    if (known !== undefined) return known;
    const key = this.#shared({
      service,
      operation,
      type,
      kind: "tracked",
      classification: this.#classOf(classification, collection),
      databaseSystem,
      database,
      collection,
    });
    this.#tracked.set([service, operation, collection, type, classification, databaseSystem, database], key);
    return key;
  }

  #ofDatabase(span: SpanDraft, query: Query | undefined, service: string): OperationKey {
    const { classification, databaseSystem, database } = span;
    const found = query === undefined ? "" : query.verb;
    const verb = found === "" ? span.verb : found;
    const collection = span.collection === "" && query !== undefined ? query.table : span.collection;
    // The name tells the operation only when the verb does not, and may be one of very many.
    const name = found === "" ? span.name : "";
    const known = this.#database.get(
      service,
      collection,
      verb,
      name,
      classification,
      databaseSystem,
      database,
    );
    if (known !== undefined) return known;
    const operation = VERB.test(verb) ? verb.toUpperCase() : "";
    const key = this.#shared({
      service,
      operation: labelOf(operation, collection, span.name),
      type: TYPE_OF_VERB.get(operation) ?? "",
      kind: "database",
      classification: this.#classifier.ofTable(collection) || this.#classOf(classification, ""),
      databaseSystem,
      database,
      collection,
    });
    this.#database.set([service, collection, verb, name, classification, databaseSystem, database], key);
    return key;
  }

  #classOf(stamped: string, collection: string): string {
    return stamped === "" ? this.#classifier.ofTable(collection) : this.#classifier.named(stamped);
  }

  /** Several spellings of what came may be one operation. */
  #shared(key: OperationKey): OperationKey {
    const text = Object.values(key).join("\0");
    const known = this.#keys.get(text);
    if (known !== undefined) return known;
    if (this.#keys.size >= MOST_KEYS) this.#keys.clear();
    this.#keys.set(text, key);
    return key;
  }
}

function labelOf(verb: string, collection: string, name: string): string {
  if (verb !== "") return collection === "" ? verb : `${verb} ${collection}`;
  return CONNECT.test(name) ? "connect" : name.slice(0, 128);
}
