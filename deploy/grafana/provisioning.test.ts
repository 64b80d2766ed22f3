import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@jest/globals";
import { parse } from "yaml";

import { LANGUAGES } from "./text.ts";

const read = (path: string) => parse(readFileSync(join(import.meta.dirname, "provisioning", path), "utf8"));

test("each language's dashboards have a folder of their own", () => {
  const { providers } = read("dashboards/mystocks.yaml") as {
    providers: { folder: string; options: { path: string } }[];
  };
  expect(providers.map(({ options }) => options.path.split("/").at(-1))).toEqual([...LANGUAGES]);
  expect(new Set(providers.map(({ folder }) => folder)).size).toBe(LANGUAGES.length);
});

test("a point on a chart leads to the page of its trace", () => {
  const [source] = read("datasources/mystocks.yaml").datasources;
  expect(source).toMatchObject({ type: "prometheus", jsonData: { timeInterval: "2s" } });
  const [exemplars] = source.jsonData.exemplarTraceIdDestinations;
  // Grafana fills in one dollar's name from its environment and writes two as one.
  expect(exemplars).toMatchObject({
    name: "trace_id",
    url: "$MYSTOCKS_PUBLIC_URL/traces/$${__value.raw}",
  });
});
