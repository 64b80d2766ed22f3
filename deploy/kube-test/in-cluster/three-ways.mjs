// Runs in the cluster: sends a span to COLLECTOR by TLS with the authority in /run/secrets/authority, by TLS without it, and
// by plain HTTP, each as a service of its own; prints how each was met: a status, or why there is none.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as http from "node:http";
import * as https from "node:https";

const { COLLECTOR } = process.env;
const token = (await readFile("/run/secrets/ingest/token", "utf8")).trim();
const ca = await readFile("/run/secrets/authority/ca.crt", "utf8");

const met = {
  trusting: await send(https, "by-tls", { ca }),
  doubting: await send(https, "by-tls-doubting", {}),
  plain: await send(http, "by-http", {}),
};
console.log(JSON.stringify(met));
process.exit(0);

function send(client, service, options) {
  const body = request(service);
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  return new Promise((done) => {
    const sent = client.request(
      {
        host: COLLECTOR,
        port: 4318,
        path: "/v1/traces",
        method: "POST",
        headers,
        timeout: 10_000,
        ...options,
      },
      (answer) => answer.resume().on("end", () => done(`${answer.statusCode}`)),
    );
    sent.on("timeout", () => sent.destroy(new Error("no answer within 10 s")));
    sent.on("error", (error) => done(error.message)).end(body);
  });
}

function request(service) {
  const string = (key, stringValue) => ({ key, value: { stringValue } });
  const endNs = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: "SELECT sent",
    kind: 3,
    startTimeUnixNano: `${endNs - 3_000_000n}`,
    endTimeUnixNano: `${endNs}`,
    attributes: [string("mystocks.operation.name", "sent"), string("mystocks.classification", "DAILY_KLINE")],
  };
  const resource = { attributes: [string("service.name", service)] };
  return JSON.stringify({
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "three-ways" }, spans: [span] }] }],
  });
}
