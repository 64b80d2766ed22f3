const NICE = [1, 2, 2.5, 5, 10];

/** Ticks from 0 to a round number at or above `max`: about `count` of them. */
export function niceTicks(max: number, count: number): number[] {
  if (!(max > 0)) return [0, 1];
  const raw = max / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (NICE.find((nice) => nice * power >= raw) ?? 10) * power;
  const ticks = Math.ceil(max / step - 1e-9);
  return Array.from({ length: ticks + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
