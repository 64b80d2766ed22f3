import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { MetricRegistry } from "./metrics.ts";
import { prometheusText, type MetricFamily } from "./prometheus-text.ts";

const counter = (name: string, labels: Record<string, string>, value = 1): MetricFamily => ({
  name,
  type: "counter",
  help: "Things.",
  samples: [{ labels, value }],
});

test("families of one name become one with HELP and TYPE once", () => {
  expect(prometheusText([counter("a_total", { x: "1" }), counter("a_total", { x: "2" }, 5)])).toBe(
    '# HELP a_total Things.\n# TYPE a_total counter\na_total{x="1"} 1\na_total{x="2"} 5\n',
  );
});

test("names that become the same legal one share it", () => {
  expect(prometheusText([counter("a.b", { "k.l": "1", k_l: "2" })])).toBe(
    '# HELP a_b_total Things.\n# TYPE a_b_total counter\na_b_total{k_l="1;2"} 1\n',
  );
});

test("of one name with two types the first counts, of one series twice the last value", () => {
  const gauge: MetricFamily = {
    name: "a_total",
    type: "gauge",
    help: "",
    samples: [{ labels: {}, value: 9 }],
  };
  expect(prometheusText([counter("a_total", {}, 1), gauge, counter("a_total", {}, 2)])).toBe(
    "# HELP a_total Things.\n# TYPE a_total counter\na_total 2\n",
  );
});

test("a histogram counts each value once in every bucket it fits", () => {
  const registry = new MetricRegistry();
  const duration = registry.histogram("wait_seconds", "Waiting.", [0.1, 1]);
  for (const seconds of [0.1, 0.5, 7]) duration.record({ of: "x" }, seconds);
  expect(prometheusText(registry.families())).toBe(
    `# HELP wait_seconds Waiting.
# TYPE wait_seconds histogram
wait_seconds_bucket{of="x",le="0.1"} 1
wait_seconds_bucket{of="x",le="1"} 2
wait_seconds_bucket{of="x",le="+Inf"} 3
wait_seconds_sum{of="x"} 7.6
wait_seconds_count{of="x"} 3
`,
  );
});

test("whatever labels hold, promtool reads it", () => {
  const labels = fc.dictionary(fc.stringMatching(/^[a-z0-9_.é -]{1,8}$/), fc.string(), { maxKeys: 4 });
  const families = fc.array(
    fc.tuple(labels, fc.double()).map(([held, value]) => counter("things_total", { ...held }, value)),
  );
  const text = fc
    .sample(families, { numRuns: 50, seed: 7 })
    .map((some, index) =>
      prometheusText(some.map((family) => ({ ...family, name: `things_${index}_total` }))),
    )
    .join("");
  const { status, stderr } = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
