// A service as an author writes one: one tracked operation after the other, a random time apart. Tells its parent
// when each ended: { operation, endedMs }.
import { setTimeout as pause } from "node:timers/promises";
import { startTelemetry, trackOperation } from "@mystocks/telemetry";

const [endpoint, count, perSecond] = process.argv.slice(2);
const OPERATIONS = 5;

const telemetry = startTelemetry({ endpoint: endpoint!, serviceName: "freshness-bench" });
for (let at = 0; at < Number(count); at++) {
  await pause((Math.random() * 2000) / Number(perSecond));
  const operation = `load_${at % OPERATIONS}`;
  await trackOperation(operation, { classification: "DAILY_KLINE", database: "PostgreSQL" }, () => pause(2));
  process.send!({ operation, endedMs: performance.timeOrigin + performance.now() });
}
await telemetry.shutdown();
process.disconnect();
