// Runs in the cluster: takes webhooks on 9000 and sends one slow operation every two seconds; ends well when an alert
// of it has come in, and prints how long that took.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

const { OTLP_URL, SERVICE } = process.env;
const LONGEST_MS = 90_000;
const token = (await readFile("/run/secrets/ingest/token", "utf8")).trim();
const startedMs = performance.now();

createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    response.writeHead(200).end();
    if (!body.includes(SERVICE)) return;
    console.log(
      JSON.stringify({
        seconds: (performance.now() - startedMs) / 1000,
        alert: JSON.parse(body).alerts?.[0]?.labels,
      }),
    );
    process.exit(0);
  });
}).listen(9000);

while (performance.now() - startedMs < LONGEST_MS) {
  await send().catch((error) => console.error(error.message));
  await delay(2000);
}
console.error("no alert came in");
process.exit(1);

async function send() {
  const string = (key, stringValue) => ({ key, value: { stringValue } });
  const endNs = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: "SELECT slow",
    kind: 3,
    startTimeUnixNano: `${endNs - 6_500_000_000n}`,
    endTimeUnixNano: `${endNs}`,
    attributes: [string("mystocks.operation.name", "slow"), string("mystocks.classification", "DAILY_KLINE")],
  };
  const resource = { attributes: [string("service.name", SERVICE)] };
  const body = JSON.stringify({
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "slow" }, spans: [span] }] }],
  });
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const answer = await fetch(`${OTLP_URL}/v1/traces`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`the Collector answers ${answer.status}`);
}
