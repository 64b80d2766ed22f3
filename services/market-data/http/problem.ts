import type { ErrorRequestHandler, RequestHandler } from "express";
import type { z } from "zod";

/** An answer other than success, as `application/problem+json`. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly more: Record<string, unknown>;

  constructor(status: number, code: string, detail: string, more: Record<string, unknown> = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

/** Reads query or path values by a schema. @throws Problem 400 that names the first value and what is allowed */
export function readInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const allowed = issue !== undefined && "values" in issue ? { allowed: issue.values } : {};
  const field = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
  throw new Problem(400, "INPUT_INVALID", `${field}: ${issue?.message}`, { field, ...allowed });
}

export const notFound: RequestHandler = (request) => {
  throw new Problem(404, "NOT_FOUND", `Nothing is served at ${request.path}`);
};

export const answerProblem: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const problem =
    error instanceof Problem
      ? error
      : new Problem(500, "INTERNAL", "The query failed; the trace has the reason.");
  response
    .status(problem.status)
    .type("application/problem+json")
    .json({
      type: "about:blank",
      title: problem.code,
      status: problem.status,
      code: problem.code,
      detail: problem.message,
      ...problem.more,
    });
};
