import { createHash } from "node:crypto";

/** SHA-256 of values that JSON can hold, in the order given. */
export function identityOf(values: readonly unknown[]): Buffer {
  return createHash("sha256").update(JSON.stringify(values)).digest();
}

/** Entries in the order of their keys: equal objects look equal. */
export function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
