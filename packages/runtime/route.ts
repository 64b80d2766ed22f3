import type { Request, Response } from "express";
import type { z } from "zod";
import type { Principal, Role } from "./credentials.ts";

type Shape = z.ZodObject;

interface RouteInput<P extends Shape, Q extends Shape, B extends Shape> {
  params: z.infer<P>;
  query: z.infer<Q>;
  body: z.infer<B>;
  /** Undefined only on routes that need nobody. */
  principal: Principal | undefined;
  request: Request;
  response: Response;
}

/** One operation of the API: what validates it is what documents it. */
export interface Route<
  P extends Shape = Shape,
  Q extends Shape = Shape,
  B extends Shape = Shape,
  A extends z.ZodType = z.ZodType,
> {
  method: "get" | "post" | "put" | "delete";
  /** Below /api/v1, parameters in braces. */
  path: string;
  summary: string;
  /** The least role, or "nobody": no sign-in needed. */
  needs: Role | "nobody";
  params: P;
  query: Q;
  body?: B;
  /** Largest body, such as 64kb, which is what is taken when it is left out. */
  bodyLimit?: string;
  answer: A;
  /** Of an answer that is text of another kind than JSON. */
  mediaType?: string;
  run(input: RouteInput<P, Q, B>): Promise<z.infer<A>>;
}

/** What a route promises, without what does it: enough for a document. */
export type RouteDeclaration = Omit<Route, "run">;

/** Keeps the types of one route together; the list of all routes has forgotten them. */
export function defineRoute<P extends Shape, Q extends Shape, B extends Shape, A extends z.ZodType>(
  route: Route<P, Q, B, A>,
): Route {
  return route;
}

/** The same for a declaration that stands apart from what does it, so that another process can document it. */
export function declareRoute<P extends Shape, Q extends Shape, A extends z.ZodType, B extends Shape = Shape>(
  declaration: Omit<Route<P, Q, B, A>, "run">,
): Omit<Route<P, Q, B, A>, "run"> {
  return declaration;
}

/** What does what a declaration promises. */
export function bindRoute<P extends Shape, Q extends Shape, B extends Shape, A extends z.ZodType>(
  declaration: Omit<Route<P, Q, B, A>, "run">,
  run: Route<P, Q, B, A>["run"],
): Route {
  return defineRoute<P, Q, B, A>({ ...declaration, run });
}
