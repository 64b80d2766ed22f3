import { expect, test } from "@jest/globals";
import { figuresOf } from "./answer.ts";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  body: typeof body === "string" ? body : JSON.stringify(body),
});

test.each([
  ["numbers", { success: true, warmed: 20, failed: 0 }, { warmed: 20, failed: 0 }],
  ["numbers of its data", { success: true, data: { warmed_count: 3 } }, { warmed_count: 3 }],
  ["no number", { success: true, at: "2026-11-29", list: [1, 2] }, undefined],
  ["an odd name", { "a b": 1, __proto__x: 2, constructor: 3 }, { constructor: 3 }],
  ["a list", [1, 2], undefined],
  ["text", "done", undefined],
  ["nothing", "", undefined],
])("of an answer with %s the figures are kept", (_, body, figures) => {
  expect(figuresOf(answer(200, body))).toEqual(figures);
});

test("no more figures than a ledger can show", () => {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}`, at]));
  expect(Object.keys(figuresOf(answer(200, many))!)).toHaveLength(12);
});

test.each([
  [
    500,
    { code: "PREWARM_FAILED", detail: "3 loads failed: column gone" },
    "500: 3 loads failed: column gone",
  ],
  [401, { title: "UNAUTHENTICATED" }, "401: UNAUTHENTICATED"],
  [503, "upstream\n  is   away", "503: upstream is away"],
  [502, "", "502: without a reason"],
  [200, { success: false, message: "no hot keys" }, "200: no hot keys"],
  [200, { ok: false, error: { message: "busy" } }, "200: busy"],
  [200, { status: "FAILED", error: "busy" }, "200: busy"],
])("%i %j has failed with the service's reason", (status, body, cause) => {
  expect(() => figuresOf(answer(status, body))).toThrow(`the service answered ${cause}`);
});

test("a reason is no essay, and a status of the work is no failure", () => {
  expect(() => figuresOf(answer(500, "x".repeat(5_000)))).toThrow(/^the service answered 500: x{300}$/);
  expect(figuresOf(answer(200, { status: "ready", warmed: 1 }))).toEqual({ warmed: 1 });
});

test("a redirect is not followed, and the cause says where it leads", () => {
  const moved = answer(302, "", { location: "http://169.254.169.254/" });
  expect(() => figuresOf(moved)).toThrow("it redirects to http://169.254.169.254/, which is not followed");
});
