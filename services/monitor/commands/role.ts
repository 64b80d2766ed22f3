import { createLogger, Lifecycle, loadConfig } from "@mystocks/runtime";
import type { RoleName } from "../roles/role-names.ts";
import { startRole } from "../roles/start-role.ts";
import { askedToStop } from "./asked-to-stop.ts";
import { readFlags } from "./read-flags.ts";

const CONFIG_FILE = "mystocks-monitor.yaml";
const STOP_MS = 18_000;

/** One role until SIGTERM or SIGINT; its log is JSON on standard output. Gone within 20 seconds of the signal. */
export async function runRole(role: RoleName, args: readonly string[]): Promise<number> {
  readFlags(args, []);
  const stopped = askedToStop();
  const environment = process.env;
  const config = await loadConfig(undefined, environment);
  const log = createLogger(role, config.logLevel);
  const life = new Lifecycle();
  const source = { file: environment.MYSTOCKS_CONFIG ?? CONFIG_FILE, environment };
  let failure: unknown;
  const started = startRole({ role, config, source, log }, life).catch((error: unknown) => {
    if (!life.isStopping) failure = error;
  });
  await Promise.race([stopped, started]);
  if (failure === undefined) await stopped;
  log.info("stopping");
  await life
    .stop(STOP_MS)
    .catch((error: unknown) => log.error({ err: error }, "not everything stopped cleanly"));
  // Whatever still holds the process has had its time.
  setTimeout(() => process.exit(), 500).unref();
  if (failure !== undefined) throw failure;
  return 0;
}
