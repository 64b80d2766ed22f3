import type { Position } from "./contract.ts";

/** By shard: the number of the last transition that was seen of it. Numbers of a shard rise by one. */
export type AlertCursor = ReadonlyMap<number, number>;

/**
 * Several shards make one topic: `sequence` is the sum of their numbers, and the epoch names the store and the
 * numbers of all shards but the first, whose own is what is left of the sum. Whoever holds it can say exactly what was seen.
 */
export function positionOf(storeId: string, cursor: AlertCursor): Position {
  const shards = [...cursor].filter(([, number]) => number > 0).sort(([a], [b]) => a - b);
  const [first, ...others] = shards;
  const parts = [
    ...(first === undefined ? [] : [`${first[0]}`]),
    ...others.map(([id, number]) => `${id}=${number}`),
  ];
  return {
    epoch: [storeId, ...parts].join("."),
    sequence: shards.reduce((sum, [, number]) => sum + number, 0),
  };
}

/** Undefined when it isn't a position of this store. */
export function cursorOf(storeId: string, { epoch, sequence }: Position): AlertCursor | undefined {
  const [store, first, ...others] = epoch.split(".");
  if (store !== storeId) return undefined;
  if (first === undefined) return sequence === 0 ? new Map() : undefined;
  const cursor = new Map<number, number>();
  for (const other of others) {
    const match = /^(\d{1,9})=(\d{1,16})$/.exec(other);
    if (match === null) return undefined;
    cursor.set(Number(match[1]), Number(match[2]));
  }
  const rest = [...cursor.values()].reduce((left, number) => left - number, sequence);
  if (!/^\d{1,9}$/.test(first) || rest <= 0 || !Number.isSafeInteger(rest)) return undefined;
  return cursor.set(Number(first), rest);
}
