import type { Problem } from "@mystocks/api";

/** What the API refused and why; also for answers that never came. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly allowed: string[];
  readonly remedy: string | undefined;

  constructor(problem: Partial<Problem> & { status: number; detail: string }) {
    super(problem.detail);
    this.name = "ApiProblem";
    this.status = problem.status;
    this.code = problem.code ?? "UNKNOWN";
    this.field = problem.field;
    this.allowed = problem.allowed ?? [];
    this.remedy = problem.remedy;
  }
}

export const UNREACHABLE = 0;

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}

/** A refusal stays a refusal; only what may heal is asked again. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status === UNREACHABLE || error.status >= 500;
}
