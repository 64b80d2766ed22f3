// Live push alone in its process, as its processor time and memory are what is measured. Argument: database URL. It is
// fed as four recorder commits a second would, each with all operations, and answers each message over IPC with what
// it has used so far.
import { createMemoryBus } from "@mystocks/bus";
import { encodePulse, PULSE_TOPIC, type OperationPulse } from "@mystocks/events";
import { ExponentialHistogram } from "@mystocks/histogram";
import { listenRealtime } from "@mystocks/realtime/testing";
import { Authenticator, createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import { operationRow } from "@mystocks/store/testing";

const OPERATIONS = 100;
const COMMIT_MS = 250;
const COUNT = 5;

const [url = ""] = process.argv.slice(2);
const life = new Lifecycle();
const log = createLogger("realtime", "warn");
const pool = openStorePool({ url, max: 6, applicationName: "realtime" });
const bus = createMemoryBus();
const auth = new Authenticator({ pool });
const { port } = await listenRealtime({ config: monitorConfig.parse({}), pool, bus, auth, log }, life);
const token = await auth.createToken({ name: "bench", role: "viewer" });

let sequence = 0;
const feeding = setInterval(() => {
  const observedSecond = Math.floor(Date.now() / 1000);
  const pulses = Array.from({ length: OPERATIONS }, (_, id) => pulseOf(id + 1, observedSecond));
  const event = { source: "bench", partition: 0, sequence: (sequence += 1), observedSecond };
  void bus.publish(PULSE_TOPIC, [encodePulse({ ...event, pulses, samples: [], logs: [] })]);
}, COMMIT_MS);
life.onStop("feeding", () => clearInterval(feeding));

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send!({ processorSeconds: (user + system) / 1e6, rssMib: process.memoryUsage.rss() / 2 ** 20 });
});
process.once("disconnect", () => {
  void life
    .stop()
    .then(() => pool.end())
    .finally(() => process.exit());
});
process.send!({ port, token });

function pulseOf(id: number, second: number): OperationPulse {
  const sketch = new ExponentialHistogram();
  for (let at = 0; at < COUNT; at++) sketch.record(0.001 * (1 + ((id * 7 + sequence * 3 + at) % 50)));
  return {
    operation: { id, ...operationRow({ service: "bench", operation: `load_${id}`, type: "LOAD" }) },
    second,
    count: COUNT,
    errors: 0,
    overWarning: 0,
    overCritical: 0,
    enclosed: false,
    rows: 10,
    bytes: 1000,
    sumSeconds: sketch.sum,
    maxSeconds: sketch.max,
    sketch: Buffer.from(sketch.encode()).toString("base64"),
    exemplars: [],
  };
}
