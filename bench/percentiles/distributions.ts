/** Named latencies in seconds: what shapes a percentile must survive. Same seed, same values. */
export type Distribution = { name: string; draw: (count: number) => Float64Array };

const SEED = 20_261_124;

export const distributions: readonly Distribution[] = [
  // Median 20 ms: an ordinary query.
  { name: "log_normal", draw: sample((random) => 0.02 * Math.exp(normal(random))) },
  // Least 1 ms, shape 1.2: the tail has no variance, the mean says nothing.
  { name: "pareto", draw: sample((random) => 0.001 * (1 - random()) ** (-1 / 1.2)) },
  // Nine of ten from the cache in 2 ms, the rest from disk in 300 ms.
  {
    name: "bimodal",
    draw: sample((random) => (random() < 0.9 ? 0.002 : 0.3) * Math.exp(0.1 * normal(random))),
  },
  { name: "constant", draw: sample(() => 0.0123) },
  { name: "single_value", draw: () => Float64Array.of(0.0077) },
];

/** Latencies like one operation's in one window: log-normal around 20 ms. */
export function logNormal(count: number): Float64Array {
  return distributions[0]!.draw(count);
}

function sample(value: (random: () => number) => number): Distribution["draw"] {
  return (count) => {
    const random = mulberry32(SEED);
    return Float64Array.from({ length: count }, () => value(random));
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
