// `helm test`: raises an alert as a service would, and hears of it as a receiver. Of level INFO, which wakes nobody: receivers
// are told of CRITICAL and WARNING unless they ask for more.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { bearer, problemOf, until } from "./until.mjs";

const { OTLP_URL } = process.env;
const title = `helm test ${randomUUID()}`;
const heard = [];

createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (part) => (body += part));
  request.on("end", () => {
    heard.push(body);
    response.writeHead(200).end();
  });
}).listen(9000);

await until("the Collector takes the alert", raise);
const raisedMs = Date.now();
console.log(`raised "${title}"`);
await until("the receiver is told of it", async () =>
  heard.some((body) => body.includes(title)) ? undefined : `${heard.length} other messages came`,
);
console.log(`heard of it after ${((Date.now() - raisedMs) / 1000).toFixed(1)} s`);
process.exit(0);

async function raise() {
  const string = (key, stringValue) => ({ key, value: { stringValue } });
  const attributes = [string("level", "INFO"), string("type", "CUSTOM"), string("title", title), string("message", "all is well")];
  const record = { timeUnixNano: `${BigInt(Date.now()) * 1_000_000n}`, severityNumber: 9, eventName: "mystocks.alert", attributes };
  const body = JSON.stringify({
    resourceLogs: [
      { resource: { attributes: [string("service.name", "helm-test")] }, scopeLogs: [{ scope: { name: "helm-test" }, logRecords: [record] }] },
    ],
  });
  const headers = { "content-type": "application/json", authorization: await bearer("ingest") };
  return problemOf(await fetch(`${OTLP_URL}/v1/logs`, { method: "POST", headers, body }));
}
