import type { RequestListener, Server } from "node:http";
import { MonitorError } from "@mystocks/runtime";
import type { RequestHandler } from "express";
import { passRequest } from "./pass-request.ts";

const PATH = /^\/(?:api\/v1\/(?:alerts|alerts\.csv|silences|rules|audit)|prometheus|webhooks)(?:[/?]|$)/;

/** Routes of alerting in this process. */
export function startedAlerting(alerting: () => RequestHandler | undefined): RequestHandler {
  return (request, response, next) => {
    const handle = alerting();
    if (handle !== undefined) return void handle(request, response, next);
    if (!PATH.test(request.originalUrl)) return next();
    throw new MonitorError("OVERLOADED", "Alerting has not started yet.", {
      remedy: "Ask again in a second.",
    });
  };
}

/** Passes what belongs to alerting on to the process that it is, with the credentials as they came. */
export function passOnAlerting(server: Server, alertingUrl: string): void {
  const inner = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (incoming, response) => {
    if (PATH.test(incoming.url ?? "")) passRequest(incoming, response, { to: alertingUrl, role: "alerting" });
    else for (const listener of inner) listener.call(server, incoming, response);
  });
}
