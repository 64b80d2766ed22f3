import { allows, MonitorError, validate } from "@mystocks/runtime";
import express, { Router } from "express";
import { z } from "zod";
import { bearerOf } from "./bearer.ts";
import type { HttpParts } from "./parts.ts";

const labels = z.record(z.string(), z.string());

/** Version 4, of Alertmanager 0.25 to 0.34: what later versions have added is let through unread. */
const message = z.looseObject({
  version: z.literal("4"),
  status: z.enum(["firing", "resolved"]),
  receiver: z.string().default(""),
  truncatedAlerts: z.number().default(0),
  alerts: z.array(
    z.looseObject({
      status: z.enum(["firing", "resolved"]),
      labels,
      annotations: labels.default({}),
      startsAt: z.string(),
      endsAt: z.string().default(""),
      generatorURL: z.string().optional(),
    }),
  ),
});

/** Alerts of Prometheus come in here; ours that come back only show that Alertmanager delivers. */
export function alertmanagerWebhook(parts: HttpParts): Router {
  const { auth, inbox, confirm } = parts;
  const router = Router();
  router.post(
    "/alertmanager",
    // Alertmanager gives up on what is refused, so as much is taken as a storm may send.
    express.json({ limit: "16mb" }),
    async (request, response) => {
      response.locals.endpoint = "/webhooks/alertmanager";
      const principal = await auth.principalOf(bearerOf(request.headers), request.ip);
      if (principal === undefined)
        throw new MonitorError("UNAUTHENTICATED", "This needs a bearer token.", {
          remedy: "Set authorization.credentials, or basic_auth with a token as password, in http_config.",
        });
      if (!allows(principal.role, "operator"))
        throw new MonitorError(
          "FORBIDDEN",
          `This needs the role operator; ${principal.name} is ${principal.role}.`,
        );
      const { alerts, ...rest } = validate(message, request.body ?? {}, "BODY_INVALID");
      const foreign = await confirm(alerts);
      await inbox.hearWebhook({ ...rest, alerts: foreign });
      response.json({ status: "ok", raised: foreign.length, confirmed: alerts.length - foreign.length });
    },
  );
  return router;
}
