import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { loadConfig } from "@mystocks/runtime";
import { runApi } from "./running-api.ts";

test.each([
  [
    "alerting",
    [
      "/api/v1/alerts/7/close",
      "/prometheus/api/v1/query?query=1",
      "/api/v1/rules/files/a.yml",
      "/api/v1/alerts.csv",
      "/webhooks/alertmanager",
    ],
  ],
  ["quality", ["/api/v1/datasets/bars/runs", "/api/v1/datasets", "/api/v1/quality/gate?dataset=bars"]],
])(
  "what belongs to %s goes to its process with method, body and credentials, the rest does not",
  async (role, [first, ...others]) => {
    const seen: { method: string; url: string; authorization: string; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        seen.push({ method, url, authorization: headers.authorization ?? "", body });
        response.writeHead(201, { "content-type": "text/plain" }).end(`from ${role}`);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const address = { [`${role}Url`]: `http://127.0.0.1:${port}` };
    await using api = await runApi({ config: { ...(await loadConfig(undefined, {})), port: 0, ...address } });
    const answer = await api.send(first!, { method: "POST", body: "{}" });
    expect([answer.status, await answer.text()]).toEqual([201, `from ${role}`]);
    for (const path of others) await (await api.send(path)).text();
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${first}`,
      ...others.map((path) => `GET ${path}`),
    ]);
    expect(seen[0]!.body).toBe("{}");
    expect(seen[0]!.authorization).toMatch(/^Bearer /);
    expect((await api.get("/services?last=5m")).status).toBe(200);
    expect((await api.send(`/${role}`)).headers.get("content-type")).toContain("text/html");
    server.close();
    server.closeAllConnections();
    expect((await api.send(first!)).status).toBe(503);
  },
);
