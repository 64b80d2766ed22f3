import { createLogger, Lifecycle, loadConfig, MonitorError } from "@mystocks/runtime";
import { startEmbedded } from "../embedded/start-embedded.ts";
import { openLogFile } from "../embedded/log-file.ts";
import { readRunning } from "../embedded/running.ts";
import { askedToStop } from "./asked-to-stop.ts";
import { readFlags } from "./read-flags.ts";

const CONFIG_FILE = "mystocks-monitor.yaml";

/** Runs until SIGINT or SIGTERM; a second signal ends it at once. */
export async function runStart(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, ["--no-sample"]);
  const config = await loadConfig(undefined, process.env);
  const running = await readRunning(config.dataDir);
  if (running !== undefined)
    throw new MonitorError("CONFLICT", `Monitor already runs on ${config.dataDir}: ${running.dashboardUrl}`, {
      remedy: "Open that page, or set MYSTOCKS_DATA_DIR to start another one beside it.",
    });
  const stopped = askedToStop();
  const life = new Lifecycle();
  const destination = await openLogFile(config.dataDir);
  const log = createLogger("monitor", config.logLevel, destination);
  let failure: unknown;
  try {
    const { dashboardUrl, otlpUrl } = await startEmbedded(
      {
        config,
        configFile: process.env.MYSTOCKS_CONFIG ?? CONFIG_FILE,
        environment: process.env,
        withSample: !flags.has("--no-sample"),
        log,
        say: console.log,
      },
      life,
    );
    console.log(`OTLP      ${otlpUrl}`);
    console.log(`Dashboard ${dashboardUrl}`);
    await stopped;
    console.log("Stopping …");
  } catch (error) {
    failure = error;
  }
  await life.stop(20_000).catch((error: unknown) => {
    log.error({ err: error }, "not everything stopped cleanly");
    console.error(error instanceof Error ? error.message : error);
  });
  if (failure !== undefined) throw failure;
  // Whatever still holds the process has had its time.
  setTimeout(() => process.exit(0), 500).unref();
  return 0;
}
