import { apiRouter } from "@mystocks/runtime";
import { Router } from "express";
import { alertRoutes } from "./alert-routes.ts";
import { alertmanagerWebhook } from "./alertmanager-webhook.ts";
import { auditRoutes } from "./audit-routes.ts";
import { commandRoutes } from "./command-routes.ts";
import type { HttpParts } from "./parts.ts";
import { prometheusRouter } from "./prometheus/router.ts";
import { ruleRoutes } from "./rule-routes.ts";
import { runbookRouter } from "./runbook.ts";
import { silenceRoutes } from "./silence-routes.ts";

/** Everything that alerting answers over HTTP, in its own process or mounted by the api. */
export function alertingRouter(parts: HttpParts): Router {
  const router = Router();
  const routes = [
    ...alertRoutes(parts),
    ...commandRoutes(parts),
    ...silenceRoutes(parts),
    ...ruleRoutes(parts),
    ...auditRoutes(parts),
  ];
  router.use("/api/v1", apiRouter(routes, parts.auth));
  router.use("/prometheus/api/v1", prometheusRouter(parts));
  router.use("/webhooks", alertmanagerWebhook(parts));
  router.use("/runbooks", runbookRouter());
  return router;
}
