import { expect, test } from "@jest/globals";
import { standalone, strictSchema } from "./json-schema.ts";

test("objects with named keys take no others, but for those that say so", () => {
  const made = strictSchema({
    type: "object",
    description: "text",
    properties: {
      description: { type: "string", description: "a key that is called so" },
      free: { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties: {} },
      labels: { type: "object", additionalProperties: { type: "string", format: "x" } },
      list: { type: "array", items: { type: "object", properties: { a: { type: "integer" } } } },
    },
  });
  expect(made).toEqual({
    type: "object",
    additionalProperties: false,
    properties: {
      description: { type: "string" },
      free: { type: "object", properties: {} },
      labels: { type: "object", additionalProperties: { type: "string" } },
      list: {
        type: "array",
        items: { type: "object", additionalProperties: false, properties: { a: { type: "integer" } } },
      },
    },
  });
});

test("what Kubernetes says beyond JSON schema is said in its words", () => {
  expect(strictSchema({ "x-kubernetes-int-or-string": true, anyOf: [] })).toEqual({
    type: ["integer", "string"],
  });
  expect(strictSchema({ type: "string", nullable: true })).toEqual({ type: ["string", "null"] });
});

test("definitions come along as far as they are led to, in circles too", () => {
  const to = (name: string) => ({ $ref: `/api/_definitions.json#/$defs/${name}` });
  const made = standalone(
    { properties: { a: to("A") } },
    { A: { properties: { b: to("B") } }, B: { items: to("A") }, C: { type: "string" } },
  );
  expect(made).toEqual({
    properties: { a: { $ref: "#/definitions/A" } },
    definitions: {
      A: { properties: { b: { $ref: "#/definitions/B" } } },
      B: { items: { $ref: "#/definitions/A" } },
    },
  });
});
