import { emptyFlow, type Flow, type HopName, type HopReading, type Reading, type Signal } from "../flow.ts";

/** A hop that answered at the reading, with a flow of spans. */
export function hop(
  name: HopName,
  flows: readonly Partial<Flow>[] = [],
  change: Partial<HopReading> = {},
): Partial<HopReading> & { hop: HopName } {
  const whole = flows.map((flow) => ({ ...emptyFlow(flow.signal ?? "spans", flow.unit), ...flow }));
  return { hop: name, flows: whole, ...change };
}

/** A reading of these hops, in the order given. */
export function reading(
  atMs: number,
  hops: readonly (Partial<HopReading> & { hop: HopName })[],
  newestEndMs: number | null = atMs - 300,
): Reading {
  const whole = hops.map((one) => ({
    readAtMs: atMs,
    silence: null,
    silentReplicas: 0,
    flows: [],
    ...one,
  }));
  return { atMs, newestEndMs, hops: new Map(whole.map((one) => [one.hop, one])) };
}

/** One every two seconds from 0 on. */
export const readings = (count: number, at: (place: number, atMs: number) => Reading): Reading[] =>
  Array.from({ length: count }, (_, place) => at(place, place * 2000));

export const line = (from: HopName, to: HopName, change: { signal?: Signal; isExact?: boolean } = {}) => ({
  from,
  to,
  signal: change.signal ?? ("spans" as const),
  unit: "items" as const,
  isExact: change.isExact ?? from === to,
});
