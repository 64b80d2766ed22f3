import { kahanAdd } from "./kahan.ts";
import type { Kahan } from "./kahan.ts";

/** A mean of values as they come: by their sum, or, once that would overflow, by steps. */
export class Mean {
  readonly #total: Kahan = { sum: 0, compensation: 0 };
  #count = 0;
  #isStepwise = false;

  add(value: number): void {
    const total = this.#total;
    this.#count++;
    if (this.#count === 1) {
      total.sum = value;
      return;
    }
    if (!this.#isStepwise) {
      const { sum, compensation } = total;
      kahanAdd(total, value);
      if (Math.abs(total.sum) !== Infinity) return;
      this.#isStepwise = true;
      total.sum = sum / (this.#count - 1);
      total.compensation = compensation / (this.#count - 1);
    }
    const share = (this.#count - 1) / this.#count;
    total.sum *= share;
    total.compensation *= share;
    kahanAdd(total, value / this.#count);
  }

  get value(): number {
    const { sum, compensation } = this.#total;
    return this.#isStepwise ? sum + compensation : sum / this.#count + compensation / this.#count;
  }
}

export function mean(values: ArrayLike<number>, from: number, to: number): number {
  const average = new Mean();
  for (let i = from; i < to; i++) average.add(values[i]!);
  return average.value;
}
