import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { z } from "zod";
import {
  closeServer,
  createHttpApp,
  createLogger,
  httpMetrics,
  listen,
  MetricRegistry,
  prometheusText,
  validate,
  type HttpAppParts,
} from "../index.ts";

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => closeServer(server, 0)));
});

async function serve(mount: HttpAppParts["mount"], lines: string[] = []) {
  const registry = new MetricRegistry();
  const log = createLogger("test", "warn", { write: (line: string) => void lines.push(line) });
  const server = createServer(createHttpApp({ log, metrics: httpMetrics(registry, "monitor"), mount }));
  servers.push(server);
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return { base: `http://127.0.0.1:${port}`, registry, lines, server };
}

test("a handler that throws answers a problem, and the log has the cause under the same request id", async () => {
  const { base, lines } = await serve((app) => {
    app.get("/broken", async () => {
      throw new Error("the cause");
    });
  });
  const response = await fetch(`${base}/broken?token=s3cret`, { headers: { "x-request-id": "r-7" } });
  expect([response.status, await response.json()]).toEqual([
    500,
    expect.objectContaining({ code: "INTERNAL" }),
  ]);
  expect(lines[0]).toContain('"requestId":"r-7"');
  expect(lines[0]).toContain("the cause");
  expect(lines.join("")).not.toContain("s3cret");
});

test("a path nobody serves, and one with a broken escape, are problems too", async () => {
  const { base } = await serve((app) => {
    app.get("/things/:name", (_request, response) => void response.send("ok"));
  });
  expect((await fetch(`${base}/gone`)).status).toBe(404);
  const broken = await fetch(`${base}/things/%E0%A4%A`);
  expect([broken.status, await broken.json()]).toEqual([
    400,
    expect.objectContaining({ code: "PARAMETER_INVALID" }),
  ]);
});

test("a request id that could forge log lines is replaced", async () => {
  const { base } = await serve(() => {});
  const response = await fetch(base, { headers: { "x-request-id": "a b" } });
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});

test("requests are counted by route template, unknown paths together", async () => {
  const { base, registry } = await serve((app) => {
    app.get("/things/:name", (_request, response) => void response.send("ok"));
  });
  for (const path of ["/things/a", "/things/b", "/x", "/y"]) await (await fetch(`${base}${path}`)).text();
  const text = prometheusText(registry.families());
  expect(text).toContain(
    'mystocks_http_requests_total{endpoint="/things/:name",method="GET",service="monitor",status="200"} 2',
  );
  expect(text).toContain(
    'mystocks_http_requests_total{endpoint="(none)",method="GET",service="monitor",status="404"} 2',
  );
});

test("a taken port is said and the next one used", async () => {
  const { base, lines } = await serve(() => {});
  const taken = Number(new URL(base).port);
  const second = createServer();
  servers.push(second);
  const log = createLogger("test", "warn", { write: (line: string) => void lines.push(line) });
  const port = await listen(second, { host: "127.0.0.1", port: taken, log, name: "api" });
  expect(port).toBeGreaterThan(taken);
  expect((second.address() as AddressInfo).port).toBe(port);
  expect(lines[0]).toContain(`port ${taken} is taken, using ${port}`);
});

test("an address that is not this machine's is an error and no port is tried again", async () => {
  await expect(listen(createServer(), { host: "203.0.113.1", port: 0 })).rejects.toThrow("EADDRNOTAVAIL");
});

test("closing lets a running request end", async () => {
  let answer = () => {};
  const started = Promise.withResolvers<void>();
  const { base, server } = await serve((app) => {
    app.get("/slow", (_request, response) => {
      answer = () => void response.send("done");
      started.resolve();
    });
  });
  const request = fetch(`${base}/slow`);
  await started.promise;
  const closed = closeServer(server);
  answer();
  expect(await (await request).text()).toBe("done");
  await closed;
});

test("a wrong parameter is named with what came and what is allowed", () => {
  const schema = z.strictObject({ limit: z.coerce.number().int().max(200).describe("1 to 200") });
  expect(() => validate(schema, { limit: "300" })).toThrow(
    expect.objectContaining({
      field: "limit",
      allowed: ["1 to 200"],
      message: expect.stringContaining("300"),
    }),
  );
  expect(() => validate(schema, { limit: "3", limti: "4" })).toThrow(
    expect.objectContaining({ field: "limti", remedy: 'Did you mean "limit"?' }),
  );
});
