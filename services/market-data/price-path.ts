import type { Bar } from "./prices.ts";
import { smoothNoise, uniform } from "./seeded.ts";

/**
 * The derived price within a day: from the bar's open by way of its low and high (which first is drawn) to its close,
 * never outside the bar. `fraction` is how much of the day has passed, `seed` belongs to instrument and day.
 */
export function priceAt(bar: Bar, seed: number, fraction: number): number {
  const trend = alongWay(waypoints(bar, seed), fraction);
  const wobble = 0.6 * smoothNoise(seed, fraction * 300, 22) + 0.4 * smoothNoise(seed, fraction * 14_400, 23);
  const room = 0.12 * (bar.high - bar.low) * Math.sin(Math.PI * fraction);
  const price = Math.round((trend + room * wobble) * 100) / 100;
  return Math.min(bar.high, Math.max(bar.low, price));
}

type Waypoint = [fraction: number, price: number];

function waypoints({ open, high, low, close }: Bar, seed: number): Waypoint[] {
  const [first, second] = uniform(seed, 0, 20) < 0.5 ? [high, low] : [low, high];
  const early = 0.1 + 0.35 * uniform(seed, 1, 21);
  const late = 0.55 + 0.35 * uniform(seed, 2, 21);
  return [
    [0, open],
    [early, first],
    [late, second],
    [1, close],
  ];
}

function alongWay(way: Waypoint[], fraction: number): number {
  const next = Math.max(
    1,
    way.findIndex(([at]) => at >= fraction),
  );
  const [fromAt, from] = way[next - 1]!;
  const [toAt, to] = way[next]!;
  return from + ((to - from) * (fraction - fromAt)) / (toAt - fromAt);
}
