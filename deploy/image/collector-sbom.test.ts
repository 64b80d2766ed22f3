import { expect, test } from "@jest/globals";
import { collectorSbom, modulesOf } from "./collector-sbom.ts";

test("modules of both blocks are listed, those that are left out are not", () => {
  const goMod =
    "module m\n\nrequire (\n\ta.b/c v1.2.3\n)\n\nrequire (\n\td.e/f v0.0.0+x // indirect\n)\n\nexclude (\n\tg.h/i v9.0.0\n)\n";
  expect(modulesOf(goMod).map(({ purl }) => purl)).toEqual([
    "pkg:golang/a.b/c@v1.2.3",
    "pkg:golang/d.e/f@v0.0.0%2Bx",
  ]);
});

test("the Collector's list has what its manifest names", async () => {
  const { components } = (await collectorSbom()) as { components: { name: string }[] };
  const names = components.map(({ name }) => name);
  expect(names).toContain("go.opentelemetry.io/collector/receiver/otlpreceiver");
  expect(names.length).toBeGreaterThan(200);
});
