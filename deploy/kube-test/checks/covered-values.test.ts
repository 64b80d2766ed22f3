import { expect, test } from "@jest/globals";
import { uncoveredValues } from "./covered-values.ts";

const defaults = { api: { replicas: 1, service: { port: 80 } }, labels: { a: "b" }, urls: [] };
const suite = (set: Record<string, unknown>) => ({ tests: [{ it: "does", set }] });

test("what no test sets is named, a map whose keys are free as one", () => {
  expect(uncoveredValues(defaults, [])).toEqual(["api.replicas", "api.service.port", "labels", "urls"]);
});

test.each([
  [{ api: { replicas: 2, service: { port: 81 } }, labels: {}, urls: ["x"] }],
  [{ "api.replicas": 2, "api.service.port": 81, labels: { c: "d" }, urls: ["x"] }],
  [{ "api.service": { port: 81 }, "api.replicas": null, labels: {}, urls: ["x"] }],
])("keys count in any spelling: %j", (set) => {
  expect(uncoveredValues(defaults, [suite(set)])).toEqual([]);
});

test("to set a key to its default tests nothing", () => {
  const set = { api: { replicas: 1, service: { port: 80 } }, labels: { a: "b" }, urls: [] };
  expect(uncoveredValues(defaults, [suite(set)])).toHaveLength(4);
});
