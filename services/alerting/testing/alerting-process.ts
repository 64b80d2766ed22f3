// Alerting as a process of its own that a test kills: its gauges come from the parent, each second anew.
import { createMemoryBus } from "@mystocks/bus";
import { encodePulse, PULSE_TOPIC, type PulseEvent } from "@mystocks/events";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import { startAlerting } from "../app.ts";

/** What the parent sends. */
export interface Steering {
  /** Labels as JSON text → value; replaces those given before. */
  gauges?: Record<string, number>;
  /** Alerting's clock stands still at this instant from now on. */
  clockMs?: number;
}

const GAUGE = "pushed";
const { url, config, ...given } = JSON.parse(process.env.ALERTING_PROCESS!) as {
  url: string;
  config: Record<string, unknown>;
} & Steering;
let { gauges = {}, clockMs } = given;
let sequence = 0;
const now = () => clockMs ?? Date.now();

const life = new Lifecycle();
const bus = createMemoryBus();
const pool = openStorePool({ url, max: 6, applicationName: "alerting-process" }, () => {});
await startAlerting(
  {
    config: monitorConfig.parse(config),
    pool,
    bus,
    log: createLogger("alerting", "error"),
    publicUrl: "http://monitor.test",
    now,
  },
  life,
);
process.on("message", ({ gauges: next, clockMs: instant }: Steering) => {
  if (next !== undefined) gauges = next;
  if (instant !== undefined) clockMs = instant;
  void publish();
});
process.on("disconnect", () => process.exit());
process.on(
  "SIGTERM",
  () =>
    void life
      .stop()
      .then(() => pool.end())
      .then(() => process.exit()),
);
setInterval(() => void publish(), 300);
process.send!("ready");

async function publish(): Promise<void> {
  const event: PulseEvent = {
    // Of this process alone: the bus is, too.
    source: `parent-${process.pid}`,
    partition: 0,
    sequence: ++sequence,
    observedSecond: Math.floor(now() / 1000),
    pulses: [],
    samples: Object.entries(gauges).map(([labels, value]) => ({
      name: GAUGE,
      type: "gauge",
      labels: JSON.parse(labels) as Record<string, string>,
      timeMs: now(),
      value,
    })),
    logs: [],
  };
  await bus.publish(PULSE_TOPIC, [encodePulse(event)]);
}
