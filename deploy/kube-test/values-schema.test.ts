import { expect, test } from "@jest/globals";
import { valuesSchema } from "./values-schema.ts";

const properties = (values: string) =>
  valuesSchema(values, { type: "object" }).properties as Record<string, Record<string, unknown>>;

const GLOBAL = "global: {}\n";

test("every level is closed, but for global", () => {
  const { api, global } = properties(`${GLOBAL}api: { service: { port: 1 } }\n`);
  expect(api).toMatchObject({ additionalProperties: false });
  expect(api).toMatchObject({ properties: { service: { additionalProperties: false } } });
  expect(global).toMatchObject({ additionalProperties: true });
});

test("a comment above a key is its description", () => {
  expect(properties(`${GLOBAL}# Asked\n# once.\nname: ""\n`).name).toEqual({
    type: "string",
    description: "Asked once.",
  });
});

test("keys that come from an anchor are known, and what is said beside them counts", () => {
  const second = properties(
    `${GLOBAL}first: &one { replicas: 1, on: true }\nsecond: { <<: *one, on: false }\n`,
  ).second?.properties as Record<string, unknown>;
  expect(Object.keys(second).sort()).toEqual(["on", "replicas"]);
  expect(second.replicas).toEqual({
    type: ["integer", "null"],
    minimum: 0,
  });
});
