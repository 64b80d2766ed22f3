/** A sum with what rounding has lost so far. */
export type Kahan = { sum: number; compensation: number };

/** Neumaier's variant, as Prometheus adds up. */
export function kahanAdd(total: Kahan, value: number): void {
  const { sum } = total;
  const next = sum + value;
  if (next === Infinity || next === -Infinity) total.compensation = 0;
  else if (Math.abs(sum) >= Math.abs(value)) total.compensation += sum - next + value;
  else total.compensation += value - next + sum;
  total.sum = next;
}
