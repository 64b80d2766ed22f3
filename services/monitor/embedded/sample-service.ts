import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Lifecycle, Logger } from "@mystocks/runtime";

const MAIN = fileURLToPath(import.meta.resolve("@mystocks/market-data"));
/** What the sample's tables must be. */
export const SAMPLE_CONTRACTS = join(dirname(MAIN), "contracts");
const RESTART_MS = 2000;
const STOP_MS = 8000;

export interface SampleParts {
  databaseUrl: string;
  otlpUrl: string;
  environment: Record<string, string | undefined>;
  log: Logger;
  /** Called at every start, also after a crash: the port may be another one. */
  onReady: (url: string) => void;
}

/**
 * The sample MyStocks service as a process of its own: it ends by itself when this one is gone, and is started
 * again when it ends before it is told to.
 */
export function startSampleService(parts: SampleParts, life: Lifecycle): void {
  let stopping = false;
  let child: ChildProcess | undefined;
  const run = async () => {
    while (!stopping) {
      child = spawnSample(parts);
      child.on("message", (message: { ready?: boolean; port?: number }) => {
        if (message.ready) parts.onReady(`http://127.0.0.1:${message.port}`);
      });
      const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
      if (stopping) return;
      parts.log.error({ code, signal }, "market-data ended and is started again");
      await delay(RESTART_MS);
    }
  };
  const running = run();
  life.onStop("market-data", async () => {
    stopping = true;
    child?.kill("SIGTERM");
    const forced = setTimeout(() => child?.kill("SIGKILL"), STOP_MS);
    await Promise.race([running, delay(STOP_MS + RESTART_MS, undefined, { ref: false })]);
    clearTimeout(forced);
  });
}

function spawnSample({ databaseUrl, otlpUrl, environment, log }: SampleParts): ChildProcess {
  const child = spawn(
    process.execPath,
    ["--max-semi-space-size=16", "--import", "@mystocks/telemetry/register", MAIN],
    {
      cwd: dirname(MAIN),
      // Detached: Ctrl-C is for Monitor, which stops the sample while its telemetry still has a taker.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        OTEL_SERVICE_NAME: "market-data",
        ...environment,
        MARKET_DATA_DATABASE_URL: databaseUrl,
        OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl,
      },
    },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text: Buffer) => log.info({ sample: text.toString().trimEnd() }, "market-data says"));
  return child;
}
