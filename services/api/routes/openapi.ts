import { defineRoute, type Route, type RouteDeclaration } from "@mystocks/runtime";
import { z } from "zod";
import { openApiDocument } from "../openapi.ts";

/** The document of the given routes and of itself; it says nothing that is secret, so anybody may read it. */
export function openApiRoute(routes: readonly RouteDeclaration[]): Route {
  const route = defineRoute({
    method: "get",
    path: "/openapi.json",
    summary: "This document",
    needs: "nobody",
    params: z.strictObject({}),
    query: z.strictObject({}),
    answer: z.record(z.string(), z.unknown()),
    run: async () => document,
  });
  const document = openApiDocument([...routes, route]);
  return route;
}
