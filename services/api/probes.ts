import {
  MonitorError,
  prometheusText,
  type Authenticator,
  type Lifecycle,
  type MetricFamily,
} from "@mystocks/runtime";
import { codeSchemaVersion, schemaVersion } from "@mystocks/store";
import type { Express, Request, RequestHandler } from "express";
import type { Pool } from "pg";
import { receivedFamilies } from "./metrics.ts";

interface ProbeParts {
  pool: Pool;
  auth: Authenticator;
  families: () => MetricFamily[];
  life: Lifecycle;
}

/** What machines ask without an account: alive, ready, metrics. */
export function serveProbes(app: Express, parts: ProbeParts): void {
  app.get("/health", (_request, response) => void response.json({ status: "alive" }));
  app.get("/ready", ready(parts));
  app.get("/metrics", metrics(parts));
}

function ready({ pool, life }: ProbeParts): RequestHandler {
  return async (_request, response) => {
    const checks = {
      running: life.isStopping ? "stopping" : "ok",
      ...(await storeChecks(pool)),
    };
    const isReady = Object.values(checks).every((state) => state === "ok");
    response
      .status(isReady ? 200 : 503)
      .setHeader("cache-control", "no-store")
      .json({ status: isReady ? "ready" : "not ready", checks });
  };
}

async function storeChecks(pool: Pool): Promise<{ store: string; schema: string }> {
  try {
    const [stored, needed] = [await schemaVersion(pool), await codeSchemaVersion()];
    return { store: "ok", schema: stored >= needed ? "ok" : `is ${stored}, ${needed} is needed` };
  } catch {
    return { store: "does not answer", schema: "unknown" };
  }
}

function metrics({ pool, auth, families }: ProbeParts): RequestHandler {
  return async (request, response) => {
    if (!isLoopback(request) && (await auth.principalOf(request.headers, request.ip)) === undefined) {
      throw new MonitorError("UNAUTHENTICATED", "From another machine /metrics needs a bearer token.", {
        remedy: "Give the scrape an authorization with a viewer's token.",
      });
    }
    const received = await receivedFamilies(pool);
    const text = prometheusText([...families(), ...received]);
    response.type("text/plain; version=0.0.4; charset=utf-8").send(text);
  };
}

/** Straight from this machine; a proxy on it speaks for others and says so. */
function isLoopback(request: Request): boolean {
  const address = request.socket.remoteAddress ?? "";
  const isLocal = address === "::1" || /^(::ffff:)?127\./.test(address);
  return (
    isLocal && request.headers["x-forwarded-for"] === undefined && request.headers.forwarded === undefined
  );
}
