/** The tiers of pulses, finest first, and the length of their buckets. */
export const TIERS = [
  { tier: "1s", seconds: 1 },
  { tier: "1m", seconds: 60 },
  { tier: "1h", seconds: 3600 },
  { tier: "1d", seconds: 86_400 },
] as const;

export type Tier = (typeof TIERS)[number]["tier"];

/** Unix seconds from which on a tier is complete; 0 for a tier that has lost nothing yet. */
export type Horizons = Record<Tier, number>;

/** Unix seconds, the end excluded. */
export interface Range {
  from: number;
  to: number;
}

/**
 * A window in nested ranges, one a tier, the finest being the window itself. What lies in a tier's range but not
 * in the next coarser one's is read from that tier: the edges fine, the middle coarse.
 */
export interface PulseWindow {
  ranges: Record<Tier, Range>;
  /** Undefined: one figure for the whole window. Otherwise a divisor of both ends. */
  stepSeconds: number | undefined;
}

/** Aligns a window outward to its step and to what its tiers still hold, and cuts it into tiers. */
export function cutWindow(wanted: Range, stepSeconds: number | undefined, horizons: Horizons): PulseWindow {
  const step = stepSeconds === undefined ? undefined : widenedStep(wanted.from, stepSeconds, horizons);
  const stepped = step === undefined ? wanted : outward(wanted, step);
  const window = outward(stepped, 1);
  for (const [index, { tier }] of TIERS.entries()) {
    const coarser = TIERS[index + 1]?.seconds;
    if (coarser === undefined) break;
    if (window.from < horizons[tier]) window.from = floor(window.from, coarser);
    if (floor(window.to, coarser) < horizons[tier]) window.to = ceil(window.to, coarser);
  }
  return { ranges: nestedRanges(window, step), stepSeconds: step };
}

function nestedRanges(window: Range, step: number | undefined): Record<Tier, Range> {
  const ranges = { "1s": window, "1m": window, "1h": window, "1d": window };
  let outer = window;
  for (const { tier, seconds } of TIERS) {
    const fits = step === undefined || step % seconds === 0;
    const inner = { from: ceil(outer.from, seconds), to: floor(outer.to, seconds) };
    outer = fits && inner.from < inner.to ? inner : { from: outer.from, to: outer.from };
    ranges[tier] = outer;
  }
  return ranges;
}

/**
 * From a minute on steps are whole minutes, from an hour on whole hours: 7 days in steps of 5.6 hours would read 34
 * times as long as in steps of 6. And a step can't be finer than the finest tier that still has the beginning.
 */
function widenedStep(from: number, stepSeconds: number, horizons: Horizons): number {
  let step = ceil(stepSeconds, stepSeconds >= 3600 ? 3600 : stepSeconds >= 60 ? 60 : 1);
  for (const [index, { tier }] of TIERS.entries()) {
    const coarser = TIERS[index + 1]?.seconds;
    if (coarser !== undefined && floor(from, step) < horizons[tier]) step = ceil(step, coarser);
  }
  return step;
}

const floor = (seconds: number, unit: number) => Math.floor(seconds / unit) * unit;
const ceil = (seconds: number, unit: number) => Math.ceil(seconds / unit) * unit;
const outward = ({ from, to }: Range, unit: number): Range => ({
  from: floor(from, unit),
  to: ceil(to, unit),
});
