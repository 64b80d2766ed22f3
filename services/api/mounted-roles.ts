import type { RequestListener, Server } from "node:http";
import { MonitorError } from "@mystocks/runtime";
import type { RequestHandler } from "express";
import { passRequest } from "./pass-request.ts";

const PATHS = {
  alerting:
    /^\/(?:api\/v1\/(?:alerts|alerts\.csv|silences|rules|audit)|prometheus|webhooks|runbooks)(?:[/?]|$)/,
  quality: /^\/api\/v1\/(?:datasets|quality)(?:[/?]|$)/,
} as const;

/** Roles with routes of their own, which people reach on the api's port. */
export type MountedRole = keyof typeof PATHS;

/** Routes of a role in this process. */
export function startedRole(role: MountedRole, started: () => RequestHandler | undefined): RequestHandler {
  return (request, response, next) => {
    const handle = started();
    if (handle !== undefined) return void handle(request, response, next);
    if (!PATHS[role].test(request.originalUrl)) return next();
    throw new MonitorError("OVERLOADED", `The ${role} role has not started yet.`, {
      remedy: "Ask again in a second.",
    });
  };
}

/** Passes what belongs to a role on to the process that it is, with the credentials as they came. */
export function passOnRole(server: Server, role: MountedRole, to: string): void {
  const inner = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (incoming, response) => {
    if (PATHS[role].test(incoming.url ?? "")) passRequest(incoming, response, { to, role });
    else for (const listener of inner) listener.call(server, incoming, response);
  });
}
