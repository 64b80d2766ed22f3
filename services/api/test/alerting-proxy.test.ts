import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { loadConfig } from "@mystocks/runtime";
import { runApi } from "./running-api.ts";

test("what belongs to alerting goes to its process with method, body and credentials, the rest does not", async () => {
  const seen: { method: string; url: string; authorization: string; body: string }[] = [];
  const alerting = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      seen.push({ method, url, authorization: headers.authorization ?? "", body });
      response.writeHead(201, { "content-type": "text/plain" }).end("from alerting");
    });
  }).listen(0, "127.0.0.1");
  await once(alerting, "listening");
  const { port } = alerting.address() as AddressInfo;
  const config = { ...(await loadConfig(undefined, {})), port: 0, alertingUrl: `http://127.0.0.1:${port}` };
  await using api = await runApi({ config });
  const answer = await api.send("/api/v1/alerts/7/close", { method: "POST", body: "{}" });
  expect([answer.status, await answer.text()]).toEqual([201, "from alerting"]);
  for (const path of [
    "/prometheus/api/v1/query?query=1",
    "/api/v1/rules/files/a.yml",
    "/api/v1/alerts.csv",
    "/webhooks/alertmanager",
  ])
    await (await api.send(path)).text();
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "POST /api/v1/alerts/7/close",
    "GET /prometheus/api/v1/query?query=1",
    "GET /api/v1/rules/files/a.yml",
    "GET /api/v1/alerts.csv",
    "GET /webhooks/alertmanager",
  ]);
  expect(seen[0]!.body).toBe("{}");
  expect(seen[0]!.authorization).toMatch(/^Bearer /);
  expect((await api.get("/services?last=5m")).status).toBe(200);
  expect((await api.send("/alerts")).headers.get("content-type")).toContain("text/html");
  alerting.close();
  alerting.closeAllConnections();
  expect((await api.send("/api/v1/alerts")).status).toBe(503);
});
