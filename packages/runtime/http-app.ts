import { randomUUID } from "node:crypto";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { MonitorError } from "./errors.ts";
import type { HttpMetrics } from "./http-metrics.ts";
import type { Logger } from "./log.ts";
import { monitorErrorOf, problemOf } from "./problem.ts";

export interface HttpAppParts {
  log: Logger;
  metrics: HttpMetrics;
  /** Adds the routes: between the measures every request gets and the answer for those nobody took. */
  mount: (app: Express) => void;
}

/** An Express application whose every answer has a request id and safe headers, and every error is a problem. */
export function createHttpApp({ log, metrics, mount }: HttpAppParts): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(requestId, metrics.middleware, safeHeaders());
  mount(app);
  app.use(notFound, problemHandler(log));
  return app;
}

const requestId: RequestHandler = (request, response, next) => {
  const given = request.get("x-request-id");
  const id = given !== undefined && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
  response.locals.requestId = id;
  response.setHeader("x-request-id", id);
  next();
};

function safeHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      // The defaults would send the browser to https for everything, which a plain HTTP install doesn't have.
      useDefaults: false,
      directives: {
        "default-src": ["'self'"],
        "connect-src": ["'self'", "ws:"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
}

const notFound: RequestHandler = (request) => {
  throw new MonitorError("NOT_FOUND", `There is nothing at ${request.method} ${request.path}.`, {
    remedy: "/api/v1/openapi.json lists every route.",
  });
};

function problemHandler(log: Logger): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const requestId = String(response.locals.requestId);
    const error = monitorErrorOf(thrown, requestId);
    if (error.code === "INTERNAL") {
      log.error({ err: thrown, requestId, method: request.method, path: request.path }, "request failed");
    }
    if (response.headersSent) return next(thrown);
    if (error.status === 503 || error.status === 429) response.setHeader("retry-after", "1");
    if (error.status === 401) response.setHeader("www-authenticate", 'Bearer realm="mystocks-monitor"');
    response
      .status(error.status)
      .type("application/problem+json")
      .send(JSON.stringify(problemOf(error)));
  };
}
