import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { z } from "zod";
import { runApi, type RunningApi } from "./running-api.ts";

let api: RunningApi;
let document: Document;
beforeAll(async () => {
  api = await runApi();
  document = documentSchema.parse(await (await fetch(`${api.base}/api/v1/openapi.json`)).json());
});
afterAll(() => api.stop());

// The part of the OpenAPI 3.1 structure that is used here, closed: anything else is a mistake.
const schema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
const content = z.record(z.string(), z.strictObject({ schema }));
const response = z.union([
  z.strictObject({ $ref: z.string() }),
  z.strictObject({ description: z.string().min(1), content: content.optional() }),
]);
const operation = z.strictObject({
  operationId: z.string().regex(/^\w+$/),
  summary: z.string().min(1),
  security: z.array(z.unknown()).length(0).optional(),
  "x-role": z.enum(["viewer", "operator", "admin"]).optional(),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      in: z.enum(["path", "query"]),
      required: z.boolean(),
      description: z.string().optional(),
      schema,
    }),
  ),
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
  responses: z.record(z.string().regex(/^([1-5]\d\d|default)$/), response),
});
const documentSchema = z.strictObject({
  openapi: z.literal("3.1.0"),
  jsonSchemaDialect: z.url(),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.string() })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(
    z.string().startsWith("/"),
    z.partialRecord(z.enum(["get", "post", "put", "delete"]), operation),
  ),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^\w+$/), schema),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(["http", "apiKey"]) })),
    responses: z.record(z.string(), response),
  }),
});
type Document = z.infer<typeof documentSchema>;

const operations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods));

test("every route is listed", () => {
  expect(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((m) => `${m} ${path}`),
    ),
  ).toEqual([
    "get /api/v1/overview",
    "get /api/v1/operations",
    "get /api/v1/operations/slow",
    "get /api/v1/operations/{id}",
    "get /api/v1/traces/{traceId}",
    "get /api/v1/requests",
    "get /api/v1/services",
    "get /api/v1/pipeline",
    "get /api/v1/jobs",
    "get /api/v1/jobs/{name}",
    "get /api/v1/jobs/{name}/runs",
    "post /api/v1/jobs/{name}/run",
    "post /api/v1/jobs/{name}/pause",
    "post /api/v1/jobs/{name}/resume",
    "get /api/v1/session",
    "post /api/v1/session",
    "delete /api/v1/session",
    "get /api/v1/alerts",
    "get /api/v1/alerts.csv",
    "get /api/v1/alerts/statistics",
    "get /api/v1/alerts/{id}",
    "get /api/v1/alerts/{id}/chart.svg",
    "post /api/v1/alerts/{id}/acknowledge",
    "post /api/v1/alerts/{id}/reopen",
    "post /api/v1/alerts/{id}/assign",
    "post /api/v1/alerts/{id}/close",
    "get /api/v1/silences",
    "post /api/v1/silences",
    "post /api/v1/silences/preview",
    "delete /api/v1/silences/{id}",
    "get /api/v1/rules",
    "get /api/v1/rules/files",
    "get /api/v1/rules/files/{name}",
    "put /api/v1/rules/files/{name}",
    "post /api/v1/rules/check",
    "post /api/v1/rules/test",
    "post /api/v1/rules/preview",
    "get /api/v1/audit",
    "get /api/v1/datasets",
    "get /api/v1/datasets/{dataset}",
    "get /api/v1/datasets/{dataset}/checks/{check}/history",
    "get /api/v1/datasets/{dataset}/checks/{check}/rows",
    "get /api/v1/datasets/{dataset}/runs",
    "post /api/v1/datasets/{dataset}/runs",
    "get /api/v1/datasets/{dataset}/days",
    "post /api/v1/datasets/{dataset}/days/{day}/accept",
    "get /api/v1/quality/gate",
    "post /api/v1/quality/gate",
    "get /api/v1/quality/report",
    "get /api/v1/quality/report.html",
    "get /api/v1/quality/reports",
    "get /api/v1/quality/reports/{id}",
    "get /api/v1/quality/reports/{id}/report.html",
    "get /api/v1/openapi.json",
  ]);
});

test("operation ids are unique and path parameters are declared", () => {
  const ids = operations().map((one) => one.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [path, methods] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const one of Object.values(methods)) {
      expect(one.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)).toEqual(
        named,
      );
    }
  }
});

test("every reference leads to something", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(10);
  for (const [, kind, name] of references) {
    expect(Object.keys(document.components[kind as "schemas"])).toContain(name);
  }
  expect(JSON.stringify(document)).not.toContain('"$defs"');
});

test("parameters say what is allowed", () => {
  const list = document.paths["/api/v1/operations"]!.get!;
  const limit = list.parameters.find(({ name }) => name === "limit")!;
  expect(limit).toMatchObject({
    description: "1 to 200",
    schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
  });
});
