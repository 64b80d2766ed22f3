import type { ResourceRecord } from "@mystocks/otlp";
import { insertResources, storedJson, type ResourceRow } from "@mystocks/store";
import type pg from "pg";
import { identityOf, sortedEntries } from "./identity.ts";

const MOST_REMEMBERED = 10_000;

/** The numbers of resources. What is forgotten is found in the store again, so memory is bounded. */
export class ResourceDictionary {
  readonly #byIdentity = new Map<string, number>();
  #byRecord = new WeakMap<ResourceRecord, number>();

  /** After `learn` of the same record only. */
  get(resource: ResourceRecord): number {
    return this.#byRecord.get(resource)!;
  }

  /** Makes sure that `get` knows each; what is new is committed when this resolves. */
  async learn(pool: pg.Pool, resources: Iterable<ResourceRecord>): Promise<void> {
    const rows = new Map<ResourceRecord, ResourceRow>();
    for (const resource of resources) if (!this.#byRecord.has(resource)) rows.set(resource, rowOf(resource));
    await this.#insert(pool, [...rows.values()]);
    for (const [resource, { identity }] of rows)
      this.#byRecord.set(resource, this.#byIdentity.get(identity.toString("hex"))!);
  }

  async #insert(pool: pg.Pool, rows: readonly ResourceRow[]): Promise<void> {
    const known = (row: ResourceRow) => this.#byIdentity.has(row.identity.toString("hex"));
    const missing = rows.every(known) ? [] : rows;
    if (missing.length === 0) return;
    if (this.#byIdentity.size > MOST_REMEMBERED) this.#byIdentity.clear();
    for (const [identity, id] of await insertResources(pool, missing)) this.#byIdentity.set(identity, id);
  }
}

function rowOf({ service, instance, attributes }: ResourceRecord): ResourceRow {
  const entries = sortedEntries(attributes);
  return {
    identity: identityOf([service, instance, entries]),
    service,
    instance,
    attributes: storedJson(Object.fromEntries(entries)),
  };
}
