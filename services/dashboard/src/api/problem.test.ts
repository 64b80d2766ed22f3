import { expect, test } from "@jest/globals";
import { ApiProblem, UNREACHABLE, isSignedOut, isWorthRetrying } from "./problem.ts";

const refusal = (status: number) => new ApiProblem({ status, detail: "no" });

test("a refusal is not asked again, an absence is", () => {
  expect(isWorthRetrying(refusal(400))).toBe(false);
  expect(isWorthRetrying(refusal(401))).toBe(false);
  expect(isWorthRetrying(refusal(503))).toBe(true);
  expect(isWorthRetrying(refusal(UNREACHABLE))).toBe(true);
});

test("only a missing session leads to the sign-in page", () => {
  expect(isSignedOut(refusal(401))).toBe(true);
  expect(isSignedOut(refusal(403))).toBe(false);
  expect(isSignedOut(new Error("401"))).toBe(false);
});
