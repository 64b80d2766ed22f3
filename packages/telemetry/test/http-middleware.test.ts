import { once } from "node:events";
import type { Server } from "node:http";
import { get } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Express } from "express";
import express from "express";

import type { HttpMiddlewareOptions, RequestLogLine } from "../http-middleware.ts";
import { httpMiddleware } from "../http-middleware.ts";
import type { InMemorySdk } from "./in-memory-sdk.ts";
import { startInMemorySdk } from "./in-memory-sdk.ts";

let sdk: InMemorySdk;
let server: Server;
let lines: RequestLogLine[];
let logged: PromiseWithResolvers<RequestLogLine>;

beforeEach(() => {
  sdk = startInMemorySdk();
  lines = [];
  logged = Promise.withResolvers();
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await sdk.shutdown();
});

async function serve(routes: (app: Express) => void, options: HttpMiddlewareOptions = {}): Promise<string> {
  const app = express();
  const logger = (line: RequestLogLine) => {
    lines.push(line);
    logged.resolve(line);
  };
  app.use(httpMiddleware({ logger, ...options }));
  routes(app);
  // Express' own handler prints the stack.
  app.use(
    ((_error, _request, response, _next) => void response.sendStatus(500)) as express.ErrorRequestHandler,
  );
  server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a request is one line with the route's template, without the values of path and query", async () => {
  const router = express.Router({ mergeParams: true });
  router.get("/:symbol", (_request, response) => void response.send("ok"));
  const base = await serve((app) => app.use("/markets/:market", router));
  const answer = await fetch(`${base}/markets/sh-secret/600519-secret?token=secret`);
  const line = await logged.promise;
  expect(line).toMatchObject({
    method: "GET",
    route: "/markets/:market/:symbol",
    status: 200,
    clientAddress: "127.0.0.1",
  });
  expect(answer.headers.get("x-request-id")).toBe(line.requestId);
  expect(JSON.stringify(line)).not.toContain("secret");
  expect(await sdk.values("mystocks_http_requests_total")).toEqual({
    "endpoint=/markets/:market/:symbol,method=GET,status=200": 1,
  });
  expect(await sdk.values("mystocks_http_request_duration_seconds")).toEqual({
    "endpoint=/markets/:market/:symbol,method=GET": 1,
  });
});

test.each([
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
  [
    "rejects",
    async () => {
      throw new Error("no");
    },
  ],
])("a handler that %s is one line with status 500", async (_case, handler) => {
  const base = await serve((app) => app.get("/klines/:symbol", handler));
  await fetch(`${base}/klines/600519`);
  expect(await logged.promise).toMatchObject({ route: "/klines/:symbol", status: 500 });
  expect(lines).toHaveLength(1);
});

test("a client that hangs up is one line with status 499", async () => {
  const started = Promise.withResolvers<void>();
  const base = await serve((app) => app.get("/slow", () => started.resolve()));
  const request = get(`${base}/slow`);
  request.on("error", () => {});
  await started.promise;
  request.destroy();
  expect(await logged.promise).toMatchObject({ route: "/slow", status: 499 });
  expect(await sdk.values("mystocks_http_requests_total")).toEqual({
    "endpoint=/slow,method=GET,status=499": 1,
  });
});

test("addresses that no route takes are one series, however many there are", async () => {
  const base = await serve(() => {});
  for (const path of ["/wp-admin", "/.env", "/a/b?c=d"]) await fetch(base + path);
  await logged.promise;
  expect(await sdk.values("mystocks_http_requests_total")).toEqual({
    "endpoint=(unmatched),method=GET,status=404": 3,
  });
});

test("who the client is, only a trusted proxy may say", async () => {
  const headers = { "x-forwarded-for": "203.0.113.7" };
  const routes = (app: Express) => app.get("/", (_request, response) => void response.send("ok"));
  const base = await serve(routes, { trustProxy: ["loopback"] });
  await fetch(base, { headers });
  expect((await logged.promise).clientAddress).toBe("203.0.113.7");
});

test.each([
  ["abc-123", "abc-123"],
  ["a\tb", undefined],
  ["x".repeat(65), undefined],
])("a caller's request id %j is taken over when it is short and plain", async (sent, taken) => {
  const base = await serve((app) => app.get("/", (_request, response) => void response.send("ok")));
  await fetch(base, { headers: { "x-request-id": sent } });
  const { requestId } = await logged.promise;
  if (taken === undefined) expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  else expect(requestId).toBe(taken);
});
