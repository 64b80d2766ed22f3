import { expect, test } from "@jest/globals";
import { MonitorError } from "./errors.ts";
import { monitorErrorOf, problemOf } from "./problem.ts";

test("an unexpected error tells its caller nothing but the request id", () => {
  const problem = problemOf(monitorErrorOf(new Error("password=hunter2 at /srv/secret.ts:7"), "r-1"));
  expect(JSON.stringify(problem)).not.toMatch(/hunter2|secret/);
  expect(problem).toMatchObject({ status: 500, code: "INTERNAL", detail: expect.stringContaining("r-1") });
});

test.each([
  [{ type: "entity.too.large", message: "too large" }, "BODY_TOO_LARGE"],
  [{ type: "entity.parse.failed", message: "Unexpected token" }, "BODY_INVALID"],
  [{ type: "encoding.unsupported", message: "br" }, "MEDIA_TYPE_UNSUPPORTED"],
  [new URIError("URI malformed"), "PARAMETER_INVALID"],
  [Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), "STORE_UNAVAILABLE"],
  [Object.assign(new Error("terminating"), { code: "57P01" }), "STORE_UNAVAILABLE"],
  [new AggregateError([Object.assign(new Error("connect"), { code: "ECONNREFUSED" })]), "STORE_UNAVAILABLE"],
  [new Error("timeout exceeded when trying to connect"), "STORE_UNAVAILABLE"],
  [Object.assign(new Error("syntax error"), { code: "42601" }), "INTERNAL"],
  [undefined, "INTERNAL"],
  ["a thrown text", "INTERNAL"],
])("%p becomes %s", (thrown, code) => {
  expect(monitorErrorOf(thrown, "r").code).toBe(code);
});

test("a problem carries the field, what is allowed and the way out", () => {
  const error = new MonitorError("PARAMETER_INVALID", "sort: x", {
    field: "sort",
    allowed: ["a"],
    remedy: "Take a.",
  });
  expect(problemOf(error)).toEqual({
    type: "urn:mystocks-monitor:error:PARAMETER_INVALID",
    title: "A parameter is not valid",
    status: 400,
    code: "PARAMETER_INVALID",
    detail: "sort: x",
    field: "sort",
    allowed: ["a"],
    remedy: "Take a.",
  });
});
