// `helm test`: sends one span to the Collector as a service would, and finds it in the store through the API.
import { randomBytes } from "node:crypto";
import { bearer, problemOf, until } from "./until.mjs";

const { OTLP_URL, API_URL } = process.env;
const traceId = randomBytes(16).toString("hex");

await until("the Collector takes the span", send);
console.log(`sent a span of trace ${traceId}`);
await until("the API has the trace", find);
console.log("found it in the store");

async function send() {
  const endNs = BigInt(Date.now()) * 1_000_000n;
  const string = (key, stringValue) => ({ key, value: { stringValue } });
  const span = {
    traceId,
    spanId: randomBytes(8).toString("hex"),
    name: "SELECT helm_test",
    kind: 3,
    startTimeUnixNano: `${endNs - 25_000_000n}`,
    endTimeUnixNano: `${endNs}`,
    attributes: [string("mystocks.operation.name", "helm.test"), string("mystocks.classification", "DAILY_KLINE")],
    status: {},
  };
  const body = JSON.stringify({
    resourceSpans: [
      { resource: { attributes: [string("service.name", "helm-test")] }, scopeSpans: [{ scope: { name: "helm-test" }, spans: [span] }] },
    ],
  });
  const headers = { "content-type": "application/json", authorization: await bearer("ingest") };
  return problemOf(await fetch(`${OTLP_URL}/v1/traces`, { method: "POST", headers, body }));
}

async function find() {
  const headers = { authorization: await bearer("admin") };
  const answer = await fetch(`${API_URL}/api/v1/traces/${traceId}`, { headers });
  if (!answer.ok) return problemOf(answer);
  const text = await answer.text();
  return text.includes("helm.test") ? undefined : `the trace is there without the operation: ${text.slice(0, 300)}`;
}
