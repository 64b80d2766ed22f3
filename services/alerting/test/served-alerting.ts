import { createServer } from "node:http";
import {
  Authenticator,
  closeServer,
  createHttpApp,
  createLogger,
  httpMetrics,
  type Lifecycle,
  listen,
  MetricRegistry,
  type Role,
} from "@mystocks/runtime";
import type pg from "pg";
import type { Alerting } from "../app.ts";
import { startPair } from "./running-alerting.ts";

interface Answer {
  status: number;
  type: string;
  text: string;
  // Tests look into what came; its shape is what they are about.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** Recorder and alerting with its routes on a port, and a token of each role. */
export async function startServed(url: string, config: Record<string, unknown>) {
  const pair = await startPair(url, config);
  return { ...pair, ...(await serveAlerting(pair.alerting, pair)) };
}

/** One replica's routes on a port, and a token of each role, which are good for other replicas too. */
export async function serveAlerting(
  { router }: Pick<Alerting, "router">,
  { pool, life }: { pool: pg.Pool; life: Lifecycle },
) {
  const log = createLogger("test", "error");
  const auth = new Authenticator({ pool, cacheMs: 0 });
  const app = createHttpApp({
    log,
    metrics: httpMetrics(new MetricRegistry(), "test"),
    mount: (express) => void express.use(router),
  });
  const server = createServer(app);
  const port = await listen(server, { host: "127.0.0.1", port: 0, log, name: "alerting" });
  life.onStop("server", () => closeServer(server));
  const tokens = {} as Record<Role, string>;
  for (const role of ["viewer", "operator", "admin"] as const)
    tokens[role] = await auth.createToken({ name: role, role });
  const base = `http://127.0.0.1:${port}`;
  const ask = async (
    role: Role | "nobody",
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        ...(role !== "nobody" && { authorization: `Bearer ${tokens[role]}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    return {
      status: response.status,
      type,
      text,
      body: type.includes("json") ? JSON.parse(text) : undefined,
    };
  };
  return { base, tokens, ask };
}
