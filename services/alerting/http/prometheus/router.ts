import { evaluateInstant, evaluateRange, parse, PromqlError, type Expression } from "@mystocks/promql";
import { allows, MonitorError } from "@mystocks/runtime";
import express, { Router, type ErrorRequestHandler, type Request, type RequestHandler } from "express";
import { bearerOf } from "../bearer.ts";
import type { HttpParts } from "../parts.ts";
import { instantData, matrixData, bySeries } from "./answer.ts";
import { BadData, stepParameter, timeParameter } from "./parameters.ts";
import { ruleGroups, shownAlerts } from "./rule-answers.ts";
import { labelsOf, matchersOf, told } from "./series-query.ts";

const MOST_POINTS = 11_000;
const OPTIONS = { maxSamples: 20_000_000 };
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

type Answer = (request: Request, ask: Asked) => { data: unknown; warnings?: string[]; infos?: string[] };

/** Prometheus' HTTP API on the live series, so that Grafana takes Monitor for a Prometheus. */
export function prometheusRouter(parts: HttpParts): Router {
  const router = Router();
  router.use(allowed(parts), express.urlencoded({ extended: false, limit: "1mb" }));
  const both = (path: string, answer: Answer) => {
    router.get(path, answering(answer));
    router.post(path, answering(answer));
  };
  both("/query", (_, ask) => query(parts, ask));
  both("/query_range", (_, ask) => queryRange(parts, ask));
  both("/series", (_, ask) => series(parts, ask));
  both("/labels", (_, ask) => ({
    data: distinct(labelsOf(parts.live.store, matchersOf(ask.all("match[]"))).flatMap(({ names }) => names)),
  }));
  router.get(
    "/label/:name/values",
    answering(({ params }, ask) => labelValues(parts, String(params["name"]), ask)),
  );
  router.get(
    "/rules",
    answering((_, ask) => ({ data: { groups: ruleGroups(parts, kindOf(ask.one("type"))) } })),
  );
  router.get(
    "/alerts",
    answering(() => ({
      data: {
        alerts: parts.rules.groups.flatMap(({ group }) =>
          group.rules.flatMap((rule) => (rule.kind === "alert" ? shownAlerts(parts, rule) : [])),
        ),
      },
    })),
  );
  router.get(
    "/metadata",
    answering(() => ({ data: metadata(parts) })),
  );
  router.get(
    "/status/buildinfo",
    answering(() => ({
      data: { version: "3.0.0", revision: "mystocks-monitor", branch: "", goVersion: "" },
    })),
  );
  router.use(promError);
  return router;
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

/** Parameters of the address and of a form; a form's come first, as in Prometheus. */
class Asked {
  readonly #values: URLSearchParams;

  constructor(request: Request) {
    this.#values = new URLSearchParams();
    for (const source of [request.body as unknown, request.query])
      for (const [name, value] of Object.entries((source ?? {}) as Record<string, unknown>))
        for (const one of Array.isArray(value) ? value : [value])
          if (typeof one === "string") this.#values.append(name, one);
  }

  one(name: string): string | undefined {
    return this.#values.get(name) ?? undefined;
  }

  all(name: string): string[] {
    return this.#values.getAll(name);
  }

  needed(name: string): string {
    const value = this.one(name);
    if (value === undefined || value === "") throw new BadData(`invalid parameter "${name}": missing`);
    return value;
  }
}

function answering(answer: Answer): RequestHandler {
  return (request, response) => {
    response.setHeader("cache-control", "no-store");
    response.locals.endpoint = request.baseUrl + (request.route as { path: string }).path;
    const { data, warnings = [], infos = [] } = answer(request, new Asked(request));
    response.json({
      status: "success",
      data,
      ...(warnings.length > 0 && { warnings }),
      ...(infos.length > 0 && { infos }),
    });
  };
}

function expressionOf(ask: Asked): Expression {
  try {
    return parse(ask.needed("query"));
  } catch (error) {
    if (error instanceof PromqlError) throw new BadData(`invalid parameter "query": ${told(error)}`);
    throw error;
  }
}

function query({ live, now }: HttpParts, ask: Asked) {
  const time = ask.one("time");
  const atMs = time === undefined ? now() : timeParameter("time", time);
  const result = evaluateInstant(expressionOf(ask), live.store, atMs, OPTIONS);
  return { ...result, data: instantData(result) };
}

function queryRange({ live }: HttpParts, ask: Asked) {
  const startMs = timeParameter("start", ask.needed("start"));
  const endMs = timeParameter("end", ask.needed("end"));
  if (endMs < startMs)
    throw new BadData('invalid parameter "end": end timestamp must not be before start time');
  const stepMs = stepParameter("step", ask.needed("step"));
  if ((endMs - startMs) / stepMs > MOST_POINTS)
    throw new BadData(
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
  const expression = expressionOf(ask);
  if (expression.type !== "scalar" && expression.type !== "vector")
    throw new BadData(
      `invalid parameter "query": invalid expression type "${expression.type}" for range query, must be Scalar or instant Vector`,
    );
  const result = evaluateRange(expression, live.store, { startMs, endMs, stepMs }, OPTIONS);
  return { ...result, data: matrixData(result) };
}

function series({ live }: HttpParts, ask: Asked) {
  const selectors = matchersOf(ask.all("match[]"));
  if (selectors.length === 0) throw new BadData("no match[] parameter provided");
  return {
    data: labelsOf(live.store, selectors)
      .toSorted(bySeries)
      .map((labels) => labels.toRecord()),
  };
}

function labelValues({ live }: HttpParts, name: string, ask: Asked) {
  if (!LABEL_NAME.test(name)) throw new BadData(`invalid label name: ${JSON.stringify(name)}`);
  const found = labelsOf(live.store, matchersOf(ask.all("match[]")));
  return { data: distinct(found.map((labels) => labels.get(name)).filter((value) => value !== "")) };
}

function metadata({ live }: HttpParts) {
  const names = distinct(labelsOf(live.store, []).map(({ metricName }) => metricName));
  return Object.fromEntries(names.map((name) => [name, [{ type: typeOf(name), help: "", unit: "" }]]));
}

function typeOf(name: string): string {
  if (/_(total|count|sum|bucket)$/.test(name)) return "counter";
  return name.endsWith("_seconds") ? "histogram" : "gauge";
}

function kindOf(type: string | undefined): "alert" | "record" | undefined {
  if (type === undefined || type === "") return undefined;
  if (type === "alert" || type === "record") return type;
  throw new BadData(`not supported value ${JSON.stringify(type)}`);
}

const distinct = (values: readonly string[]) => [...new Set(values)].sort();

const promError: ErrorRequestHandler = (error, _, response, next) => {
  const refuse = (status: number, errorType: string, message: string) =>
    void response.status(status).json({ status: "error", errorType, error: message });
  if (error instanceof BadData) refuse(400, "bad_data", error.message);
  else if (error instanceof PromqlError) refuse(422, "execution", error.message);
  else next(error);
};
