import { defineRoute, type Route } from "@mystocks/runtime";
import type { z } from "zod";

type Shape = z.ZodObject;
type Run<P extends Shape, Q extends Shape, B extends Shape, A extends z.ZodType> = Route<P, Q, B, A>["run"];

/** What does what a declaration promises. */
export function bind<P extends Shape, Q extends Shape, B extends Shape, A extends z.ZodType>(
  declaration: Omit<Route<P, Q, B, A>, "run">,
  run: Run<P, Q, B, A>,
): Route {
  return defineRoute<P, Q, B, A>({ ...declaration, run });
}
