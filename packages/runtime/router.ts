import express, { Router, type Request, type RequestHandler } from "express";
import { allows, type Authenticator } from "./auth.ts";
import type { Principal } from "./credentials.ts";
import { MonitorError } from "./errors.ts";
import type { Route } from "./route.ts";
import { validate } from "./validate.ts";

/** Binds the routes: who asks, what they ask, then the answer as JSON that nobody caches. */
export function apiRouter(routes: readonly Route[], auth: Authenticator): Router {
  const router = Router({ strict: true });
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ":$1");
    const stages =
      route.body === undefined
        ? []
        : [express.json({ limit: route.bodyLimit ?? "64kb", type: "application/json" })];
    router[route.method](path, ...stages, handler(route, auth));
  }
  return router;
}

function handler(route: Route, auth: Authenticator): RequestHandler {
  return async (request, response) => {
    response.setHeader("cache-control", "no-store");
    // Express forgets where a router is mounted once its handler has failed.
    response.locals.endpoint = request.baseUrl + (request.route as { path: string }).path;
    const principal = await authorise(request, route, auth);
    const answer = await route.run({
      principal,
      params: validate(route.params, request.params),
      query: validate(route.query, request.query),
      body: route.body === undefined ? {} : validate(route.body, request.body ?? {}, "BODY_INVALID"),
      request,
      response,
    });
    if (answer === undefined) response.status(204).end();
    else if (route.mediaType !== undefined) response.type(route.mediaType).send(answer);
    else response.json(answer);
  };
}

async function authorise(
  request: Request,
  route: Route,
  auth: Authenticator,
): Promise<Principal | undefined> {
  if (route.needs === "nobody") return undefined;
  const principal = await auth.principalOf(request.headers, request.ip);
  if (principal === undefined) {
    throw new MonitorError("UNAUTHENTICATED", "This needs a session or a bearer token.", {
      remedy: "Open the address with ?token=… that the start printed, or send Authorization: Bearer <token>.",
    });
  }
  if (!allows(principal.role, route.needs)) {
    throw new MonitorError(
      "FORBIDDEN",
      `This needs the role ${route.needs}; ${principal.name} is ${principal.role}.`,
    );
  }
  return principal;
}
