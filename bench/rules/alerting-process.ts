// The whole of alerting in a process of its own, as its processor time and memory are measured too. Arguments:
// database URL, rule file. Over IPC it takes pulses and the time it is to believe in, and answers "used" with what it
// has used so far.
import { createServer } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startAlerting } from "@mystocks/alerting/app";
import { createMemoryBus } from "@mystocks/bus";
import type { Message } from "@mystocks/bus";
import { PULSE_TOPIC } from "@mystocks/events";
import {
  Authenticator,
  createHttpApp,
  createLogger,
  httpMetrics,
  Lifecycle,
  listen,
  MetricRegistry,
  monitorConfig,
} from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";

const [url, ruleFile] = process.argv.slice(2) as [string, string];
const life = new Lifecycle();
const log = createLogger("alerting", "warn");
const pool = openStorePool({ url, max: 6, applicationName: "alerting" });
const bus = createMemoryBus();
const config = monitorConfig.parse({ defaultRules: false, rules: [ruleFile] });
let clockMs: number | undefined;
const alerting = await startAlerting(
  { config, pool, bus, log, publicUrl: "http://monitor.bench", now: () => clockMs ?? Date.now() },
  life,
);
const token = await new Authenticator({ pool }).createToken({ name: "bench", role: "viewer" });
const metrics = httpMetrics(new MetricRegistry(), "bench");
const app = createHttpApp({ log, metrics, mount: (express) => void express.use(alerting.router) });
const server = createServer(app);
const port = await listen(server, { host: "127.0.0.1", port: 0, log, name: "alerting" });

process.on("message", (message: "used" | "live" | { clockMs: number | null } | { pulse: Message }) => {
  if (message === "used") process.send!(used());
  else if (message === "live") process.send!({ liveMiB: liveMiB() });
  else if ("clockMs" in message) {
    clockMs = message.clockMs ?? undefined;
    process.send!({ set: true });
  } else void bus.publish(PULSE_TOPIC, [message.pulse]).then(() => process.send!({ taken: true }));
});
process.once("disconnect", () => {
  server.close();
  void life
    .stop()
    .then(() => pool.end())
    .finally(() => process.exit());
});
process.send!({ port, token });

function used() {
  const { user, system } = process.cpuUsage();
  return {
    evaluations: figure("mystocks_alerting_judgements_total"),
    judgeSeconds: figure("mystocks_alerting_judge_seconds_total"),
    unsaved: figure("mystocks_alerting_unsaved_transitions"),
    processorSeconds: (user + system) / 1e6,
    rssMiB: process.memoryUsage.rss() / 2 ** 20,
  };
}

function liveMiB(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

function figure(name: string): number {
  return alerting.families().find((family) => family.name === name)!.samples[0]!.value;
}
