import type { DeadLetterRow } from "@mystocks/store";

/** What is kept of a payload that is too large, or one too many, to be kept whole. */
export const BEGINNING_BYTES = 64 * 1024;

/**
 * How many bytes of dead letters are kept whole an hour. A sender that is set up wrongly makes every record of its
 * topic one, and would fill the disk that the readable ones need; past the allowance beginnings are kept.
 */
export class PayloadAllowance {
  readonly #bytesPerHour: number;
  #hour = -1;
  #usedBytes = 0;

  constructor(bytesPerHour: number) {
    this.#bytesPerHour = bytesPerHour;
  }

  within(letters: readonly DeadLetterRow[], nowMs: number): DeadLetterRow[] {
    const hour = Math.floor(nowMs / 3_600_000);
    if (hour !== this.#hour) this.#usedBytes = 0;
    this.#hour = hour;
    return letters.map((letter) => {
      if (this.#usedBytes + letter.payload.length > this.#bytesPerHour)
        return { ...letter, payload: letter.payload.subarray(0, BEGINNING_BYTES) };
      this.#usedBytes += letter.payload.length;
      return letter;
    });
  }
}
