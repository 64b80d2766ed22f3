import type { RouteParts } from "../parts.ts";
import type { Route } from "../route.ts";
import { operationsRoute } from "./operations.ts";
import { overviewRoute } from "./overview.ts";
import { sessionRoutes } from "./session.ts";
import { traceRoute } from "./traces.ts";

/** Every operation of the API, in the order in which paths are tried. */
export function allRoutes(parts: RouteParts): Route[] {
  return [overviewRoute(parts), operationsRoute(parts), traceRoute(parts), ...sessionRoutes(parts)];
}
