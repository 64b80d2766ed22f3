import type { Reading } from "./flow.ts";
import { isFed } from "./judge.ts";

/** now − newest stored span, at one moment. */
interface Age {
  atMs: number;
  /** Null: none is stored, or none came, so that its age says nothing of the pipeline. */
  ageMs: number | null;
}

const MOST_POINTS = 180;
/** The shortest has a reading in every step. */
const STEPS_MS = [4000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000];
/** So many readings tell whether spans came. */
const FED_READINGS = 5;

export function freshnessNow(readings: readonly Reading[]): {
  newestMs: number | null;
  ageMs: number | null;
  isQuiet: boolean;
} {
  const now = readings.at(-1);
  if (now === undefined) return { newestMs: null, ageMs: null, isQuiet: true };
  return { newestMs: now.newestEndMs, ageMs: ageOf(now), isQuiet: !isFed(readings.slice(-FED_READINGS)) };
}

/** The worst age of each step, and the age that 99 of 100 readings did not pass. `looked` is a part of `all`. */
export function freshnessOver(
  all: readonly Reading[],
  looked: readonly Reading[],
): { p99Ms: number | null; stepMs: number; points: Age[] } {
  const [first, last] = [looked[0], looked.at(-1)];
  if (first === undefined || last === undefined) return { p99Ms: null, stepMs: STEPS_MS[0]!, points: [] };
  const start = all.indexOf(first);
  const ages = looked.map((reading, place) => {
    const at = start + place;
    const isCounted = isFed(all.slice(Math.max(0, at - FED_READINGS + 1), at + 1));
    return { atMs: reading.atMs, ageMs: isCounted ? ageOf(reading) : null };
  });
  const known = ages.flatMap(({ ageMs }) => ageMs ?? []).sort((a, b) => a - b);
  const spanMs = last.atMs - first.atMs;
  const stepMs = STEPS_MS.find((step) => spanMs / step <= MOST_POINTS) ?? STEPS_MS.at(-1)!;
  return { p99Ms: known[Math.ceil(known.length * 0.99) - 1] ?? null, stepMs, points: steps(ages, stepMs) };
}

const ageOf = ({ atMs, newestEndMs }: Reading): number | null =>
  newestEndMs === null ? null : Math.max(0, atMs - newestEndMs);

function steps(ages: readonly Age[], stepMs: number): Age[] {
  const stepOf = ({ atMs }: Age) => Math.floor(atMs / stepMs);
  const byStep = Map.groupBy(ages, stepOf);
  const points: Age[] = [];
  for (let step = stepOf(ages[0]!); step <= stepOf(ages.at(-1)!); step++) {
    const known = (byStep.get(step) ?? []).flatMap(({ ageMs }) => ageMs ?? []);
    points.push({ atMs: step * stepMs, ageMs: known.length === 0 ? null : Math.max(...known) });
  }
  return points;
}
