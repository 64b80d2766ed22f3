import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import type { RoleName } from "../roles/role-names.ts";
import { startRole, type Listening } from "../roles/start-role.ts";

export interface RunningRole extends AsyncDisposable {
  life: Lifecycle;
  /** Resolves when the role is up; rejects when it can't be. */
  up: Promise<Listening>;
  healthUrl: string;
  stop(): Promise<void>;
}

/** One role in this process, on free ports, as `mystocks-monitor ROLE` composes it. */
export async function startTestRole(
  role: RoleName,
  { healthPort, ...settings }: Record<string, unknown> & { databaseUrl: string; healthPort: number },
): Promise<RunningRole> {
  const dataDir = await mkdtemp(join(tmpdir(), "mystocks-role-"));
  const config = monitorConfig.parse({ port: 0, otlpPort: 0, healthPort, dataDir, ...settings });
  const life = new Lifecycle();
  const source = { file: join(dataDir, "none.yaml"), environment: {} };
  const up = startRole({ role, config, source, log: createLogger(role, "silent") }, life);
  // Who stops it while it starts is not interested in how the start went on.
  up.catch(() => {});
  const stop = async () => {
    await life.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return {
    life,
    up,
    healthUrl: `http://127.0.0.1:${healthPort}`,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
