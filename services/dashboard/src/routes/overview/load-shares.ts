import type { OperationKey, Overview } from "@mystocks/api";
import { REST_COLOUR, SERIES_COLOURS } from "../../charts/colour.ts";

export type LoadShare = {
  key: OperationKey | null;
  colour: string;
  /** Operations in flight, mean over the window. */
  mean: number;
  /** Part of all, 0 to 1. */
  share: number;
};

/** Who used how much of the window's time; empty when nothing ran. */
export function loadShares({ load }: Pick<Overview, "load">): LoadShare[] {
  const sums = load.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const total = sums.reduce((sum, value) => sum + value, 0);
  if (total === 0) return [];
  return load.map(({ key, values }, index) => ({
    key,
    colour: key === null ? REST_COLOUR : (SERIES_COLOURS[index] ?? REST_COLOUR),
    mean: (sums[index] ?? 0) / Math.max(1, values.length),
    share: (sums[index] ?? 0) / total,
  }));
}
