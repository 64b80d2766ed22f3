import { declarations as alerting } from "@mystocks/alerting/declarations";
import { declarations as quality } from "@mystocks/quality/declarations";
import type { Route } from "@mystocks/runtime";
import type { RouteParts } from "../parts.ts";
import { jobRoutes } from "./jobs.ts";
import { openApiRoute } from "./openapi.ts";
import { operationRoute } from "./operation.ts";
import { operationsRoute } from "./operations.ts";
import { overviewRoute } from "./overview.ts";
import { pipelineRoute } from "./pipeline.ts";
import { requestsRoute } from "./requests.ts";
import { servicesRoute } from "./services.ts";
import { sessionRoutes } from "./session.ts";
import { slowRoute } from "./slow.ts";
import { traceRoute } from "./traces.ts";

/** Every operation of the API, in the order in which paths are tried. */
export function allRoutes(parts: RouteParts): Route[] {
  const routes = [
    overviewRoute(parts),
    operationsRoute(parts),
    slowRoute(parts),
    operationRoute(parts),
    traceRoute(parts),
    requestsRoute(parts),
    servicesRoute(parts),
    pipelineRoute(parts.readings, parts.nowMs),
    ...jobRoutes(parts),
    ...sessionRoutes(parts),
  ];
  return [...routes, openApiRoute([...routes, ...Object.values({ ...alerting, ...quality })])];
}
