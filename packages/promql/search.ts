/** How many of the first `length` times are at or before the time. */
export function countUpTo(times: ArrayLike<number>, length: number, timeMs: number): number {
  if (length === 0 || times[length - 1]! <= timeMs) return length;
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first sample in a range that begins at the time: at it only when the range is closed. */
export function firstFrom(
  times: ArrayLike<number>,
  length: number,
  timeMs: number,
  isClosed: boolean,
): number {
  return countUpTo(times, length, isClosed ? timeMs - 0.5 : timeMs);
}
