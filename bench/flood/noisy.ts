// A name space that floods: writes spans that end now straight into Kafka at a rate, from a process of its own, so that
// the recorder is flooded and not the Collector. Arguments: brokers, spans a second, seconds. Tells: { spans } at its end.
import { setTimeout as pause } from "node:timers/promises";
import { createKafkaRecordLog } from "@mystocks/bus";
import { createLogger } from "@mystocks/runtime";
import { FloodBody } from "./flood-body.ts";

const [brokers, rate, seconds] = process.argv.slice(2) as [string, string, string];
const TURN_MS = 50;
const BODIES = 32;

const log = createKafkaRecordLog({
  connection: { brokers: brokers.split(",") },
  clientId: "noisy",
  log: createLogger("noisy", "warn"),
});
const bodies = Array.from({ length: BODIES }, (_, at) => new FloodBody("noisy", at));
const perMs = Number(rate) / FloodBody.spans / 1000;
const startMs = performance.now();
const underway: Promise<void>[] = [];
let sent = 0;
for (let turn = 1; turn * TURN_MS <= Number(seconds) * 1000; turn++) {
  await pause(Math.max(0, startMs + turn * TURN_MS - performance.now()));
  const values = [];
  for (; sent < turn * TURN_MS * perMs; sent++)
    values.push({ value: bodies[sent % BODIES]!.endingNow(sent) });
  underway.push(log.append("otlp_spans", values));
}
await Promise.all(underway);
process.send!({ spans: sent * FloodBody.spans, seconds: (performance.now() - startMs) / 1000 });
await log.close();
process.disconnect();
