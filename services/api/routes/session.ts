import { MonitorError, defineRoute, type Route } from "@mystocks/runtime";
import type { Request } from "express";
import { z } from "zod";
import { sessionSchema } from "../contract.ts";
import type { RouteParts } from "../parts.ts";
import { VERSION } from "../version.ts";

const nothing = z.strictObject({});

export function sessionRoutes({ auth, config, otlpPort }: RouteParts): Route[] {
  const shownSession = (
    principal: { name: string; role: "viewer" | "operator" | "admin" },
    request: Request,
  ) => ({
    ...principal,
    version: VERSION,
    otlpEndpoint: `http://${request.hostname || config.host}:${otlpPort ?? config.otlpPort}`,
  });
  return [
    defineRoute({
      method: "get",
      path: "/session",
      summary: "Who is signed in",
      needs: "viewer",
      params: nothing,
      query: nothing,
      answer: sessionSchema,
      run: async ({ principal, request }) => shownSession(principal!, request),
    }),
    defineRoute({
      method: "post",
      path: "/session",
      summary: "Sign in: exchange a token for a session cookie",
      needs: "nobody",
      params: nothing,
      query: nothing,
      body: z.strictObject({ token: z.string().min(1).max(200).describe("A token that was printed once") }),
      answer: sessionSchema,
      async run({ body, request, response }) {
        const exchanged = await auth.exchange(body.token, request.ip);
        if (exchanged === undefined) {
          throw new MonitorError("UNAUTHENTICATED", "The token is not valid.", {
            field: "token",
            remedy: "Take the address with ?token=… from the output of the start.",
          });
        }
        response.setHeader("set-cookie", exchanged.cookie);
        return shownSession(exchanged.principal, request);
      },
    }),
    defineRoute({
      method: "delete",
      path: "/session",
      summary: "Sign out: end the session of this cookie",
      needs: "nobody",
      params: nothing,
      query: nothing,
      answer: z.undefined(),
      async run({ request, response }) {
        response.setHeader("set-cookie", await auth.signOut(request.headers.cookie));
        return undefined;
      },
    }),
  ];
}
