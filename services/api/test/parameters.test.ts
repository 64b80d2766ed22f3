import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  executionListSchema,
  operationListSchema,
  overviewSchema,
  problemSchema,
  requestListSchema,
  serviceListSchema,
} from "../contract.ts";
import { runApi, type RunningApi } from "./running-api.ts";

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.stop());

test.each([
  ["/overview?last=30x", "last", "a number with s, m, h or d"],
  ["/overview?last=0m", "last", "a number with s, m, h or d"],
  ["/overview?last=2000d", "last", "at most five years"],
  ["/overview?last=1h&to=2026-01-01T00:00:00Z", "last", "last alone"],
  ["/overview?from=yesterday", "from", "RFC 3339"],
  ["/overview?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from", "a time before to"],
  ["/overview?lats=1h", "lats", "last"],
  ["/overview?last=1h&last=2h", "last", "a number with"],
  ["/operations?sort=speed", "sort", "p95"],
  ["/operations?limit=0", "limit", "1 to 200"],
  ["/operations?limit=201", "limit", "1 to 200"],
  ["/operations?limit=many", "limit", "1 to 200"],
  ["/operations?kind=other", "kind", "tracked"],
  ["/operations?service=", "service", "1 to 200 characters"],
  ["/operations?cursor=eyJhIjoxfQ", "cursor", "the page before"],
  ["/operations/slow?failed=yes", "failed", "true"],
  ["/operations/slow?cursor=%00", "cursor", "the page before"],
  ["/operations/load_daily_kline", "id", "The id of an operation"],
  ["/traces/123", "traceId", "32 hexadecimal digits"],
  ["/requests?status=200", "status", "2xx"],
])("%s is refused by name, with what is allowed", async (path, field, allowed) => {
  const { status, body } = await api.get(path);
  const problem = problemSchema.parse(body);
  expect([status, problem.status, problem.code, problem.field]).toEqual([
    400,
    400,
    "PARAMETER_INVALID",
    field,
  ]);
  expect(problem.allowed?.join("; ")).toContain(allowed);
});

test("a misspelled parameter gets a suggestion", async () => {
  expect((await api.get("/operations?servcie=x")).body).toMatchObject({ remedy: 'Did you mean "service"?' });
});

test.each(["/operations/999999", `/traces/${"0".repeat(32)}`, "/nowhere"])(
  "%s is not found",
  async (path) => {
    const { status, body } = await api.get(path);
    expect([status, problemSchema.parse(body).code]).toEqual([404, "NOT_FOUND"]);
  },
);

test.each([
  ["/operations", operationListSchema],
  ["/operations/slow", executionListSchema],
  ["/requests", requestListSchema],
  ["/services", serviceListSchema],
])("%s of an empty store is an empty list", async (path, schema) => {
  for (const last of ["30m", "12h", "90d", "1830d"]) {
    const { status, body } = await api.get(`${path}?last=${last}`);
    expect([status, schema.parse(body).items]).toEqual([200, []]);
  }
});

test("the overview of an empty store has no figures and no errors", async () => {
  const { body } = await api.get("/overview");
  expect(overviewSchema.parse(body)).toMatchObject({
    figures: { count: 0, p95Ms: null, averageMs: null },
    slowest: [],
    services: [],
    load: [],
    pools: [],
    sample: null,
  });
});

test("problems are application/problem+json and carry the request id in a header", async () => {
  const response = await api.send("/api/v1/overview?last=x", { headers: { "x-request-id": "call-7" } });
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  expect(response.headers.get("x-request-id")).toBe("call-7");
});
