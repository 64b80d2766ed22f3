// From the end of a breaching operation to the webhook that tells of it: ours, direct and through Alertmanager, beside
// Prometheus and Alertmanager on the same operations of the same service.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchResult } from "../result.ts";
import { figuresOf, isTold, type Outcome } from "./figures.ts";
import { startEmbedded, startFullStack } from "./ours.ts";
import { runRound, type Round } from "./rounds.ts";

const TARGETS: Record<string, number> = {
  embedded_direct_slow_p99_seconds: 0.5,
  embedded_direct_recovery_p99_seconds: 2,
  stack_direct_slow_p50_seconds: 0.7,
  stack_direct_slow_p99_seconds: 1.5,
  stack_direct_recovery_p99_seconds: 2,
};
const QUICK: Omit<Round, "dir" | "startOurs"> = {
  plan: { slow: 20, brief: 10, outages: 10, outageMs: 3000, overMs: 8000 },
  peers: ["floor"],
  settleMs: 7000,
  patienceMs: 3000,
};
const FULL: Omit<Round, "dir" | "startOurs"> = {
  plan: { slow: 120, brief: 60, outages: 60, outageMs: 8000, overMs: 40_000 },
  peers: ["floor", "usual"],
  settleMs: 24_000,
  patienceMs: 75_000,
};

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const dir = await mkdtemp(join(tmpdir(), "bench-detection-"));
  const round = { ...(quick ? QUICK : FULL), dir };
  try {
    const figures = {
      ...(await measure("embedded", { ...round, startOurs: startEmbedded })),
      ...(quick ? {} : await measure("stack", { ...round, startOurs: startFullStack })),
    };
    const ratio = worstOf(figures);
    return {
      bench: "detection",
      figures,
      peer: "Prometheus and Alertmanager at 1 s/1 s/0 s (floor) and 15 s/15 s/30 s (usual); the ratio is the worst time to its target",
      ratio,
      target: 1,
      met: ratio <= 1,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(where: string, round: Round): Promise<Record<string, number>> {
  const dir = join(round.dir, where);
  const { outcome, stored } = await runRound({ ...round, dir });
  mustHaveToldAll(outcome);
  const ways = ["direct", "alertmanager", ...round.peers] as const;
  const figures = { ...Object.assign({}, ...ways.map((way) => figuresOf(way, outcome))), ...stored };
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`${where}_${name}`, value as number]),
  );
}

/** However soon the others were told, one breach that is not told makes it wrong. */
function mustHaveToldAll(outcome: Outcome): void {
  const untold = outcome.trials.filter(({ id }) => !isTold("direct", id, outcome)).map(({ id }) => id);
  if (untold.length > 0) throw new Error(`not told: ${untold.join(", ")}`);
}

function worstOf(figures: Record<string, number>): number {
  const ratios = Object.entries(TARGETS).flatMap(([name, target]) =>
    figures[name] === undefined ? [] : [figures[name] / target],
  );
  return Math.round(Math.max(...ratios) * 1000) / 1000;
}
