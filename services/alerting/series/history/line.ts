import type { Labels, Series } from "@mystocks/promql";
import type { Presence } from "./minute-grid.ts";

/** One series of a past window. */
export interface Line {
  readonly labels: Labels;
  /** As far as it is held now. */
  series(): Series;
}

/** One of floats, which is held whole. Values stand at the ends of minutes. */
export function floatLine(
  labels: Labels,
  values: Float64Array,
  { first, times, stale, forgetsAtEnd = false }: Presence,
): Line {
  const series: Series = {
    labels,
    length: times.length - first,
    times: times.subarray(first),
    values: values.subarray(first),
    ...(stale !== undefined && { stale: stale.subarray(first), forgetsAtEnd }),
  };
  return { labels, series: () => series };
}

/** What was counted up to each end of a minute, from what each minute adds; from 0 again after it had ended. */
export function cumulated(
  deltas: Float64Array,
  { stale }: Pick<Presence, "stale">,
  factor = 1,
): Float64Array {
  const totals = new Float64Array(deltas.length + 1);
  for (let at = 0; at < deltas.length; at++)
    totals[at + 1] = (stale?.[at] === 1 ? 0 : totals[at]!) + deltas[at]! * factor;
  return totals;
}
