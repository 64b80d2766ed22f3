/** Linear between the two neighbours; NaN sorts below all numbers. Sorts what it is given. */
export function quantile(q: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const sorted = nanFirst(values.sort());
  const rank = q * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  // Else 0 times infinity would be NaN.
  if (weight === 0) return sorted[lower]!;
  return sorted[lower]! * (1 - weight) + sorted[upper]! * weight;
}

function nanFirst(sorted: Float64Array): Float64Array {
  const numbers = sorted.findLastIndex((value) => !Number.isNaN(value)) + 1;
  if (numbers === sorted.length) return sorted;
  const moved = new Float64Array(sorted.length).fill(NaN);
  moved.set(sorted.subarray(0, numbers), sorted.length - numbers);
  return moved;
}
