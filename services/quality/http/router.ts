import { apiRouter } from "@mystocks/runtime";
import { Router } from "express";
import { datasetRoutes } from "./dataset-routes.ts";
import { gateRoutes } from "./gate-routes.ts";
import type { HttpParts } from "./parts.ts";
import { reportRoutes } from "./report-routes.ts";
import { runRoutes } from "./run-routes.ts";

/** Everything that quality answers over HTTP, in its own process or mounted by the api. */
export function qualityRouter(parts: HttpParts): Router {
  const routes = [...datasetRoutes(parts), ...runRoutes(parts), ...gateRoutes(parts), ...reportRoutes(parts)];
  const router = Router();
  router.use("/api/v1", apiRouter(routes, parts.auth));
  return router;
}
