/** What a bench hands back; `bench/README.md` says how each one's ratio and target are meant. */
export type BenchResult = {
  bench: string;
  /** Measured figures; each name ends in its unit. */
  figures: Record<string, number>;
  /** What it was measured beside, in the same run. */
  peer: string;
  ratio: number;
  target: number;
  met: boolean;
};

/** What `bench/<name>/bench.ts` exports. Quick is for trying it out: less data, same code. */
export type Bench = { run(options: { quick: boolean }): Promise<BenchResult> };
