import { createServer, type ServerResponse } from "node:http";
import { closeServer, listen, prometheusText, type Lifecycle, type MetricFamily } from "@mystocks/runtime";

/** Each resolves to what is wrong, or to undefined. */
export type Checks = Readonly<Record<string, () => Promise<string | undefined>>>;

export interface HealthParts {
  host: string;
  port: number;
  /** Read at each probe: more of them as the start goes on. */
  checks: () => Checks;
  families: () => MetricFamily[];
}

const CHECK_MS = 2000;

/** `/health/live`, `/health/ready` and `/metrics` on a port of their own, not meant for the public. Returns the port. */
export async function serveHealth(parts: HealthParts, life: Lifecycle): Promise<number> {
  const server = createServer((request, response) => {
    const path = request.url?.split("?", 1)[0];
    if (path === "/health/live") answer(response, 200, { status: "alive" });
    else if (path === "/health/ready") void ready(parts, life, response);
    else if (path === "/metrics") metrics(parts, response);
    else answer(response, 404, { status: "There is /health/live, /health/ready and /metrics." });
  });
  const port = await listen(server, { host: parts.host, port: parts.port, name: "health" });
  life.onStop("health", () => closeServer(server, 500));
  return port;
}

async function ready({ checks }: HealthParts, life: Lifecycle, response: ServerResponse): Promise<void> {
  const problems = await Promise.all(
    Object.entries(checks()).map(async ([name, check]) => [name, await problemOf(check)] as const),
  );
  const found = problems.flatMap(([name, problem]) => (problem === undefined ? [] : [[name, problem]]));
  if (life.isStopping) found.push(["running", "stopping"]);
  const isReady = found.length === 0;
  answer(response, isReady ? 200 : 503, {
    status: isReady ? "ready" : "not ready",
    problems: Object.fromEntries(found) as Record<string, string>,
  });
}

async function problemOf(check: () => Promise<string | undefined>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => (timer = setTimeout(() => done("does not answer"), CHECK_MS)));
  const checked = check().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  return Promise.race([checked, late]).finally(() => clearTimeout(timer));
}

function metrics({ families }: HealthParts, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  response.end(prometheusText(families()));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
