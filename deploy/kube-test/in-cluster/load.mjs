// Runs in the cluster: sends RATE spans a second to OTLP_URL, each until it is taken, until a request on 9000 says that it is
// enough; prints how many were taken. The nth has a trace of its own, whose id ends in n.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

const { OTLP_URL, RATE, SERVICE } = process.env;
const PER_REQUEST = 50;
const token = (await readFile("/run/secrets/ingest/token", "utf8")).trim();
const run = randomBytes(12).toString("hex");
const startedMs = performance.now();
const underway = [];
let refused = 0;
let isEnough = false;

createServer((_, response) => {
  isEnough = true;
  response.end();
}).listen(9000, "127.0.0.1");

for (let sent = 0; !isEnough; sent += PER_REQUEST) {
  underway.push(deliver(request(sent)));
  await delay(Math.max(0, startedMs + (sent / Number(RATE)) * 1000 - performance.now()));
}
await Promise.all(underway);
const seconds = (performance.now() - startedMs) / 1000;
console.log(JSON.stringify({ taken: underway.length * PER_REQUEST, refused, seconds }));
process.exit(0);

async function deliver(body) {
  for (;;) {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`${OTLP_URL}/v1/traces`, { method: "POST", headers, body, signal }).catch(
      () => undefined,
    );
    await answer?.text().catch(() => "");
    if (answer?.ok) return;
    refused += 1;
    await delay(200);
  }
}

function request(first) {
  const string = (key, stringValue) => ({ key, value: { stringValue } });
  const endNs = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: PER_REQUEST }, (_, at) => ({
    traceId: run + (first + at).toString(16).padStart(8, "0"),
    spanId: randomBytes(8).toString("hex"),
    name: "SELECT load",
    kind: 3,
    startTimeUnixNano: `${endNs - 3_000_000n + BigInt(at)}`,
    endTimeUnixNano: `${endNs + BigInt(at)}`,
    attributes: [string("mystocks.operation.name", "load"), string("mystocks.classification", "DAILY_KLINE")],
  }));
  const resource = { attributes: [string("service.name", SERVICE)] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "load" }, spans }] }] });
}
