import { PromqlError } from "@mystocks/promql";
import { allows, MonitorError } from "@mystocks/runtime";
import express, { Router, type ErrorRequestHandler, type Request, type RequestHandler } from "express";
import { bearerOf } from "../bearer.ts";
import type { HttpParts } from "../parts.ts";
import { queryExemplars } from "./exemplar-answers.ts";
import { labelNames, labelValues, series } from "./find-series.ts";
import { metadata } from "./metadata.ts";
import { BadData, Parameters } from "./parameters.ts";
import { formatQuery, instantQuery, QueryTimeout, rangeQuery } from "./query.ts";
import { activeAlerts, ruleGroups } from "./rule-answers.ts";

interface Answer {
  data: unknown;
  warnings?: readonly string[];
  infos?: readonly string[];
}

type Answering = (ask: Parameters, request: Request) => Answer | Promise<Answer>;

/** Whose API it is: clients choose by it what they may ask for. */
const LIKE_PROMETHEUS = "3.0.0";

/** Prometheus' HTTP API on the live series, so that Grafana takes Monitor for a Prometheus. */
export function prometheusRouter(parts: HttpParts): Router {
  const { live } = parts;
  const router = Router();
  router.use(allowed(parts), express.urlencoded({ extended: false, limit: "1mb" }));
  const get = (path: string, answer: Answering) => router.get(path, answering(answer));
  const both = (path: string, answer: Answering) => get(path, answer).post(path, answering(answer));
  both("/query", (ask) => instantQuery(parts, ask));
  both("/query_range", (ask) => rangeQuery(parts, ask));
  both("/query_exemplars", (ask) => queryExemplars(parts, ask));
  both("/format_query", formatQuery);
  both("/series", (ask) => series(live.store, ask));
  both("/labels", (ask) => labelNames(live.store, ask));
  get("/label/:name/values", (ask, { params }) => labelValues(live.store, String(params["name"]), ask));
  get("/rules", (ask) => ruleGroups(parts, ask));
  get("/alerts", () => activeAlerts(parts));
  get("/metadata", (ask) => metadata(live.store, ask));
  get("/status/buildinfo", () => ({
    data: { version: LIKE_PROMETHEUS, revision: "mystocks-monitor", branch: "", goVersion: "" },
  }));
  router.use((request, response) => void response.status(404).json(unknownTo(request)));
  router.use(promError);
  return router;
}

/** Clients of Prometheus ask for what there may not be, and read JSON. */
function unknownTo({ method, baseUrl, path }: Request) {
  const error = `there is nothing at ${method} ${baseUrl}${path}`;
  return { status: "error", errorType: "not_found", error };
}

function allowed({ auth }: HttpParts): RequestHandler {
  return async (request, _, next) => {
    const principal = await auth.principalOf(bearerOf(request.headers), request.ip);
    if (principal === undefined)
      throw new MonitorError("UNAUTHENTICATED", "This needs a bearer token.", {
        remedy: "Send Authorization: Bearer <token>, or basic auth with the token as password.",
      });
    if (!allows(principal.role, "viewer"))
      throw new MonitorError("FORBIDDEN", `${principal.name} may not read.`);
    next();
  };
}

function answering(answer: Answering): RequestHandler {
  return async (request, response) => {
    response.setHeader("cache-control", "no-store");
    response.locals.endpoint = request.baseUrl + (request.route as { path: string }).path;
    const { data, warnings = [], infos = [] } = await answer(new Parameters(request), request);
    response.json({
      status: "success",
      data,
      ...(warnings.length > 0 && { warnings }),
      ...(infos.length > 0 && { infos }),
    });
  };
}

const promError: ErrorRequestHandler = (error, _, response, next) => {
  const refuse = (status: number, errorType: string, message: string) =>
    void response.status(status).json({ status: "error", errorType, error: message });
  if (error instanceof BadData) refuse(400, "bad_data", error.message);
  else if (error instanceof QueryTimeout) refuse(503, "timeout", error.message);
  else if (error instanceof PromqlError) refuse(422, "execution", error.message);
  else next(error);
};
