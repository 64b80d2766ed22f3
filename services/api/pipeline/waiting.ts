import { flowOf, type Flow, type HopName, type Reading } from "./flow.ts";

const backlogOf = ({ held, queue }: Flow): number => Math.max(held ?? 0, queue?.length ?? 0);

/** For how long something has waited in a flow that passed nothing on; 0: nothing waits, or it moves. */
export function standstillMs(readings: readonly Reading[], hop: HopName, flow: Flow): number {
  const nowMs = readings.at(-1)?.atMs ?? 0;
  let sinceMs = nowMs;
  for (const reading of readings.toReversed()) {
    const before = flowOf(reading, hop, flow.signal, flow.unit);
    if (before === undefined || before.out !== flow.out || backlogOf(before) === 0) break;
    sinceMs = reading.atMs;
  }
  return flow.out === null ? 0 : nowMs - sinceMs;
}

/** How long the oldest of what waits has waited, first come first served; null: not known. To the interval of readings. */
export function oldestMs(readings: readonly Reading[], hop: HopName, flow: Flow): number | null {
  if (flow.held === 0) return 0;
  if (flow.in === null || flow.held === null) return null;
  const passed = flow.in - flow.held;
  const nowMs = readings.at(-1)?.atMs ?? 0;
  const came = readings.find((reading) => {
    const before = flowOf(reading, hop, flow.signal, flow.unit);
    return before?.in !== undefined && before.in !== null && before.in > passed;
  });
  return came === undefined ? 0 : nowMs - came.atMs;
}

/** Change of a count over the last `spanMs`, a second; null: not known at both ends. */
export function ratePerSecond(
  readings: readonly Reading[],
  spanMs: number,
  read: (reading: Reading) => number | null | undefined,
): number | null {
  const last = readings.at(-1);
  const first = readings.find(({ atMs }) => atMs >= (last?.atMs ?? 0) - spanMs);
  if (first === undefined || last === undefined || first.atMs === last.atMs) return null;
  const [from, to] = [read(first), read(last)];
  if (from === null || from === undefined || to === null || to === undefined) return null;
  return Math.max(0, to - from) / ((last.atMs - first.atMs) / 1000);
}
