import type { Classifier } from "./classifier.ts";
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
  readonly #keys = new Map<string, OperationKey>();

  constructor(classifier: Classifier) {
    this.#classifier = classifier;
  }

  of(span: SpanDraft, query: Query | undefined, service: string): OperationKey | undefined {
    if (span.operation !== "") return this.#tracked(span, service);
    if (span.kind === CLIENT && span.databaseSystem !== "") return this.#database(span, query, service);
    return undefined;
  }

  #tracked(span: SpanDraft, service: string): OperationKey {
    const { operation, operationType, classification, databaseSystem, database, collection } = span;
    return this.#shared({
      service,
      operation,
      type: operationType,
      kind: "tracked",
      classification: this.#classification(classification, collection),
      databaseSystem,
      database,
      collection,
    });
  }

  #database(span: SpanDraft, query: Query | undefined, service: string): OperationKey {
    const verb = verbOf(span, query);
    const collection = span.collection === "" ? (query?.table ?? "") : span.collection;
    return this.#shared({
      service,
      operation: labelOf(span, verb, collection),
      type: TYPE_OF_VERB.get(verb) ?? "",
      kind: "database",
      classification: this.#classifier.ofTable(collection) || this.#classification(span.classification, ""),
      databaseSystem: span.databaseSystem,
      database: span.database,
      collection,
    });
  }

  #classification(stamped: string, collection: string): string {
    return stamped === "" ? this.#classifier.ofTable(collection) : this.#classifier.named(stamped);
  }

  #shared(key: OperationKey): OperationKey {
    const { service, operation, type, kind, classification, databaseSystem, database, collection } = key;
    const text = `${service}\0${operation}\0${type}\0${kind}\0${classification}\0${databaseSystem}\0${database}\0${collection}`;
    const known = this.#keys.get(text);
    if (known !== undefined) return known;
    if (this.#keys.size >= MOST_KEYS) this.#keys.clear();
    this.#keys.set(text, key);
    return key;
  }
}

/** The text says it best; a library's word for it may be anything, such as `query`. */
function verbOf(span: SpanDraft, query: Query | undefined): string {
  if (query !== undefined && query.verb !== "") return query.verb;
  return VERB.test(span.verb) ? span.verb.toUpperCase() : "";
}

function labelOf({ name }: SpanDraft, verb: string, collection: string): string {
  if (verb !== "") return collection === "" ? verb : `${verb} ${collection}`;
  return CONNECT.test(name) ? "connect" : name.slice(0, 128);
}
