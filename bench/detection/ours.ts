import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDataDir, startMonitorProcess } from "@mystocks/monitor/testing";
import { startStack } from "@mystocks/stack";
import { MARK, RULES } from "./trials.ts";

/** Monitor, told of the trials' rules, of a receiver and of an Alertmanager. */
export interface Ours {
  otlpUrl: string;
  /** Of the monitoring store. */
  storeUrl: string;
  stop(): Promise<void>;
}

export interface OursParts {
  dir: string;
  webhook: string;
  alertmanagerUrl: string;
}

/** What `npm start` starts: all roles in one process, beside the sample service. */
export async function startEmbedded(parts: OursParts): Promise<Ours> {
  const data = await openDataDir();
  try {
    const monitor = await startMonitorProcess(data.path, [], await settings(parts));
    const running = await readFile(join(data.path, "running.json"), "utf8");
    return {
      otlpUrl: monitor.otlpUrl,
      storeUrl: (JSON.parse(running) as { storeUrl: string }).storeUrl,
      async stop() {
        await monitor.end("SIGINT");
        await data.remove();
      },
    };
  } catch (error) {
    await data.remove();
    throw error;
  }
}

/** Service → Collector → Kafka → recorder → PostgreSQL and Kafka → alerting, each a process of its own. */
export async function startFullStack(parts: OursParts): Promise<Ours> {
  // PostgreSQL runs as another account.
  await chmod(parts.dir, 0o755);
  const stack = await startStack({
    dir: join(parts.dir, "stack"),
    ports: "free",
    parts: ["kafka", "postgres", "recorder", "alerting", "collector"],
    environment: { alerting: await settings(parts) },
  });
  return { otlpUrl: stack.urls.otlp, storeUrl: stack.databases.storeUrl, stop: () => stack.stop() };
}

async function settings({ dir, webhook, alertmanagerUrl }: OursParts): Promise<Record<string, string>> {
  const rules = join(dir, "detection.yml");
  await writeFile(rules, RULES);
  return {
    MYSTOCKS_RULES: JSON.stringify([rules]),
    MYSTOCKS_RECEIVERS: JSON.stringify([{ name: "bench", webhook, labels: MARK }]),
    MYSTOCKS_ALERTMANAGER_URLS: JSON.stringify([alertmanagerUrl]),
  };
}
