import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parsePrometheusText } from "./prometheus-samples.ts";
import { prometheusText } from "./prometheus-text.ts";

test("the lines of a Collector", () => {
  const text = `# HELP otelcol_exporter_queue_size Current size [Alpha]
# TYPE otelcol_exporter_queue_size gauge
otelcol_exporter_queue_size{data_type="traces",exporter="kafka"} 7049
otelcol_exporter_queue_capacity{data_type="traces",exporter="kafka",} 1.073741824e+09
otelcol_process_uptime 12.5 1732430000000
go_gc_seconds_bucket{le="+Inf"} 3 # {trace_id="a b"} 0.2
`;
  expect(parsePrometheusText(text)).toEqual([
    { name: "otelcol_exporter_queue_size", labels: { data_type: "traces", exporter: "kafka" }, value: 7049 },
    {
      name: "otelcol_exporter_queue_capacity",
      labels: { data_type: "traces", exporter: "kafka" },
      value: 1073741824,
    },
    { name: "otelcol_process_uptime", labels: {}, value: 12.5 },
    { name: "go_gc_seconds_bucket", labels: { le: "+Inf" }, value: 3 },
  ]);
});

test("a line that is none hides no other", () => {
  const text = 'a 1\nb{x="1" 2\nc{x=} 3\nd four\n\n{} 5\ne{x="}"} 6\r\nf NaN\ng -Inf';
  expect(parsePrometheusText(text).map(({ name, value }) => [name, value])).toEqual([
    ["a", 1],
    ["e", 6],
    ["f", Number.NaN],
    ["g", -Infinity],
  ]);
});

test("what our own roles write is read back, whatever stands in a label", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
  const labels = fc.dictionary(name, fc.string({ unit: "grapheme" }), { maxKeys: 4 });
  fc.assert(
    fc.property(name, labels, fc.double({ noNaN: true }), (metric, pairs, value) => {
      const text = prometheusText([
        { name: metric, type: "gauge", help: "x", samples: [{ labels: pairs, value }] },
      ]);
      const [sample] = parsePrometheusText(text);
      expect(sample).toEqual({ name: metric, labels: { ...pairs }, value: value === 0 ? 0 : value });
    }),
  );
});

test("nothing makes it throw", () => {
  fc.assert(fc.property(fc.string(), (text) => void parsePrometheusText(text)));
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z{}=",\\ 0-9#\n]{0,60}$/), (text) => void parsePrometheusText(text)),
  );
});
