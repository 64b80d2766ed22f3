import type { OperationKey } from "@mystocks/otlp";
import { insertOperations, type OperationRow, type StoredOperation } from "@mystocks/store";
import type pg from "pg";
import { Quota } from "./quota.ts";

/** Stands for every operation past the limits: their figures are kept in sum. */
const OTHER = "__other__";

export interface OperationLimits {
  operations: number;
  operationsPerService: number;
  operationsPerNamespace: number;
}

/** Of each service the name space that it was first met in; "" when none was told. */
export type ServiceNamespaces = ReadonlyMap<string, string>;

/** An index row of PostgreSQL holds 2,700 bytes, and the key has seven texts of up to 3 bytes a character. */
const LONGEST_FIELD = 120;

/** The numbers of operations: known ones from memory, new ones from the store, those past the limits as `__other__`. */
export class OperationDictionary {
  readonly #limits: OperationLimits;
  /** The decoder gives one object a key, and an operation past the limits stays there: room is never given back. */
  readonly #byObject = new WeakMap<OperationKey, StoredOperation>();
  readonly #byKey = new Map<string, StoredOperation>();
  readonly #ofService: Quota;
  readonly #ofNamespace: Quota;
  readonly #namespaces: Map<string, string>;
  #total = 0;

  constructor(stored: readonly StoredOperation[], namespaces: ServiceNamespaces, limits: OperationLimits) {
    this.#limits = limits;
    this.#namespaces = new Map(namespaces);
    this.#ofService = new Quota(limits.operationsPerService);
    this.#ofNamespace = new Quota(limits.operationsPerNamespace);
    for (const operation of stored) this.#remember(operation);
  }

  /** After `learn` of the same keys only. */
  get(key: OperationKey): StoredOperation {
    const known = this.#byObject.get(key);
    if (known !== undefined) return known;
    const found = this.#byKey.get(keyText(key)) ?? this.#byKey.get(keyText(this.#other(key)))!;
    this.#byObject.set(key, found);
    return found;
  }

  has(key: OperationKey): boolean {
    return this.#byObject.has(key) || this.#byKey.has(keyText(key));
  }

  /** Keys with the name space each was met in. Makes sure that `get` knows each; what is new is committed then. */
  async learn(pool: pg.Pool, keys: Iterable<readonly [OperationKey, string]>): Promise<void> {
    const unknown = new Map<string, OperationKey>();
    for (const [key, namespace] of keys) {
      if (this.has(key)) continue;
      unknown.set(keyText(key), key);
      if (!this.#namespaces.has(key.service)) this.#namespaces.set(key.service, namespace);
    }
    await this.#insert(pool, this.#withinLimits([...unknown.values()]));
    // Only now it is known which services have operations of their own.
    const rest = [...unknown.values()].filter((key) => !this.has(key)).map((key) => this.#other(key));
    await this.#insert(pool, new Map(rest.map((row) => [keyText(row), row])));
  }

  #withinLimits(keys: readonly OperationKey[]): Map<string, OperationRow> {
    const rows = new Map<string, OperationRow>();
    const [ofService, ofNamespace] = [this.#ofService.untouched(), this.#ofNamespace.untouched()];
    for (const key of keys) {
      const row = shortened(key);
      const namespace = this.#namespaceOf(row.service);
      if (this.#total + rows.size >= this.#limits.operations) break;
      if (this.#ofService.isFull(row.service, ofService)) continue;
      if (this.#ofNamespace.isFull(namespace, ofNamespace)) continue;
      ofService.take(row.service);
      ofNamespace.take(namespace);
      rows.set(keyText(row), row);
    }
    return rows;
  }

  async #insert(pool: pg.Pool, rows: ReadonlyMap<string, OperationRow>): Promise<void> {
    const missing = [...rows].filter(([text]) => !this.#byKey.has(text)).map(([, row]) => row);
    if (missing.length === 0) return;
    for (const operation of await insertOperations(pool, missing)) this.#remember(operation);
  }

  /** A service without operations of its own gets none for the rest either, or services would be unbounded. */
  #other({ service, kind }: OperationKey): OperationRow {
    const owner = this.#ofService.has(service) ? service : OTHER;
    const empty = { type: "", classification: "", databaseSystem: "", database: "", collection: "" };
    return { service: owner, operation: OTHER, kind, ...empty };
  }

  #remember(operation: StoredOperation): void {
    const text = keyText(operation);
    if (this.#byKey.has(text)) return;
    this.#byKey.set(text, operation);
    if (operation.operation === OTHER) return;
    this.#total += 1;
    this.#ofService.take(operation.service);
    this.#ofNamespace.take(this.#namespaceOf(operation.service));
  }

  #namespaceOf(service: string): string {
    return this.#namespaces.get(service) ?? "";
  }
}

function keyText(key: OperationRow): string {
  const text = joined(key);
  return text.length > LONGEST_FIELD ? joined(shortened(key)) : text;
}

function joined(key: OperationRow): string {
  return `${key.service}\0${key.operation}\0${key.type}\0${key.kind}\0${key.classification}\0${key.databaseSystem}\0${key.database}\0${key.collection}`;
}

function shortened(key: OperationRow): OperationRow {
  const cut = (text: string) => text.slice(0, LONGEST_FIELD);
  return {
    service: cut(key.service),
    operation: cut(key.operation),
    type: cut(key.type),
    kind: key.kind,
    classification: cut(key.classification),
    databaseSystem: cut(key.databaseSystem),
    database: cut(key.database),
    collection: cut(key.collection),
  };
}
