import { rm } from "node:fs/promises";
import { mkdtemp, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack, type PartKind, type Stack } from "@mystocks/stack";
import { openStorePool } from "@mystocks/store";
import type pg from "pg";

/** Names end in their unit. */
type Figures = Record<string, number>;

export interface Outcome {
  figures: Figures;
  /** What was promised and not kept, in words; empty: all was kept. */
  broken: string[];
}

export type Say = (line: string) => void;

const PIPELINE: readonly PartKind[] = ["kafka", "postgres", "recorder", "collector"];

/** A pipeline of its own for one scenario, gone when the scenario ends. */
export async function withPipeline<T>(
  options: {
    recorders?: number;
    parts?: readonly PartKind[];
    say: Say;
    prepare?: (dir: string) => Promise<void>;
  },
  run: (stack: Stack) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "mystocks-soak-"));
  // PostgreSQL runs as another account.
  await chmod(dir, 0o755);
  const { recorders = 1, parts = PIPELINE, say, prepare } = options;
  await prepare?.(dir);
  const stack = await startStack({ dir, ports: "free", parts, recorders, say });
  try {
    return await run(stack);
  } finally {
    await stack.stop();
    await rm(dir, { recursive: true, force: true }).catch(() => {});
  }
}

/** Connections to the stack's store that survive its end: a lost one is no end of the process. */
export async function withStore<T>(stack: Stack, use: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = openStorePool({ url: stack.databases.storeUrl, max: 2, applicationName: "soak" }, () => {});
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}
