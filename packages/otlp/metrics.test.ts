import { expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import type { Meter } from "@opentelemetry/api";
import { AggregationType } from "@opentelemetry/sdk-metrics";
import * as fc from "fast-check";
import { createDecodeContext, decodeMetrics, MalformedOtlp } from "./index.ts";
import type { SampleRecord } from "./records.ts";
import { encodedMetrics } from "./testing/encoded-metrics.ts";
import { bytesField, doubleField, fixed64Field, joined, varintField } from "./testing/wire.ts";

const context = await createDecodeContext({ classifications: {} });
const EXPONENTIAL = {
  instrumentName: "*",
  aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
} as const;

async function decoded(
  measure: (meter: Meter) => void,
  options: Parameters<typeof encodedMetrics>[1] = {},
): Promise<SampleRecord[]> {
  const bodies = await encodedMetrics(measure, options);
  const fromProtobuf = decodeMetrics(bodies.protobuf, "protobuf", context);
  const fromJson = decodeMetrics(bodies.json, "json", context);
  expect(fromProtobuf).toMatchObject({ rejected: 0, problems: [] });
  expect(fromJson).toEqual(fromProtobuf);
  return fromProtobuf.samples;
}

test("a counter is cumulative, a sum that may fall is a gauge", async () => {
  const samples = await decoded((meter) => {
    meter.createCounter("hits", { unit: "1" }).add(5, { tier: "memory", hot: true, shard: 3 });
    meter.createUpDownCounter("open").add(-2);
    meter.createGauge("used").record(0.25);
  });
  expect(samples).toMatchObject([
    {
      name: "hits",
      type: "counter",
      unit: "1",
      value: 5,
      delta: false,
      labels: { tier: "memory", hot: "true", shard: "3" },
    },
    { name: "open", type: "gauge", value: -2 },
    { name: "used", type: "gauge", value: 0.25 },
  ]);
  expect(samples[0]!.resource.service).toBe("market-data");
  expect(samples[0]!.timeNs).toBeGreaterThan(1_700_000_000_000_000_000n);
});

test("delta points are flagged", async () => {
  const samples = await decoded((meter) => meter.createCounter("hits").add(5), { delta: true });
  expect(samples).toMatchObject([{ type: "counter", delta: true, value: 5 }]);
});

function sketchOf(sample: SampleRecord | undefined): ExponentialHistogram {
  return ExponentialHistogram.decode(sample!.sketch!);
}

test("an exponential histogram in seconds keeps its quantiles, count, sum and maximum", async () => {
  const values = Array.from({ length: 1000 }, (_, i) => 0.1 + i / 10_000);
  const [sample] = await decoded(
    (meter) => {
      const histogram = meter.createHistogram("mystocks_operation_duration_seconds", { unit: "s" });
      for (const value of values) histogram.record(value);
    },
    { views: [EXPONENTIAL] },
  );
  expect(sample).toMatchObject({ type: "histogram", unit: "s", value: 1000, rebucketed: false });
  expect(sample!.sum).toBeCloseTo(149.95, 6);
  const sketch = sketchOf(sample);
  expect(sketch.count).toBe(1000);
  expect(sketch.max).toBe(values.at(-1));
  expect(Math.abs(sketch.quantile(0.5)! / 0.15 - 1)).toBeLessThan(0.006);
});

test.each([
  ["ms", 1e3],
  ["us", 1e6],
])("a histogram in %s becomes one in seconds and says that it was re-bucketed", async (unit, perSecond) => {
  for (const views of [[], [EXPONENTIAL]]) {
    const [sample] = await decoded(
      (meter) => meter.createHistogram("latency", { unit }).record(0.25 * perSecond),
      {
        views,
      },
    );
    expect(sample).toMatchObject({ unit: "s", value: 1, sum: 0.25, rebucketed: true });
    expect(sketchOf(sample).max).toBe(0.25);
  }
});

test("a histogram of something else than time keeps its unit", async () => {
  const [sample] = await decoded((meter) => meter.createHistogram("body", { unit: "By" }).record(700));
  expect(sample).toMatchObject({ unit: "By", sum: 700 });
  expect(sketchOf(sample).max).toBe(700);
});

test("a name that ends in _seconds tells the unit when none is given", async () => {
  const [sample] = await decoded((meter) => meter.createHistogram("x_seconds").record(2));
  expect(sample).toMatchObject({ unit: "s", sum: 2 });
});

const TIME = fixed64Field(3, 1_760_000_000_000_000_000n);

function metricBody(metric: Uint8Array): Uint8Array {
  return bytesField(1, bytesField(2, bytesField(2, joined(bytesField(1, Buffer.from("m")), metric))));
}

const gaugeBody = (point: Uint8Array) => metricBody(bytesField(5, bytesField(1, point)));

function label(key: string, value: string): Uint8Array {
  return bytesField(
    7,
    joined(bytesField(1, Buffer.from(key)), bytesField(2, bytesField(1, Buffer.from(value)))),
  );
}

test.each([
  ["no time", gaugeBody(doubleField(4, 1))],
  ["no value", gaugeBody(TIME)],
  ["NaN", gaugeBody(joined(TIME, doubleField(4, NaN)))],
  [
    "17 labels",
    gaugeBody(joined(TIME, doubleField(4, 1), ...Array.from({ length: 17 }, (_, i) => label(`k${i}`, "v")))),
  ],
  ["a summary", metricBody(bytesField(11, bytesField(1, TIME)))],
])("a point with %s is rejected, with the reason", (_, body) => {
  expect(decodeMetrics(body, "protobuf", context)).toMatchObject({
    samples: [],
    rejected: 1,
    problems: [expect.any(String)],
  });
});

test("a point that says it has no value is passed over", () => {
  const body = gaugeBody(joined(TIME, varintField(8, 1)));
  expect(decodeMetrics(body, "protobuf", context)).toEqual({ samples: [], rejected: 0, problems: [] });
});

test("label values are short, without secrets, and two long ones stay two", () => {
  const long = "x".repeat(200);
  const points = [`${long}1`, `${long}2`].map((value) =>
    bytesField(
      1,
      joined(TIME, doubleField(4, 1), label("k", value), label("url", "postgres://u:hunter2@db/x")),
    ),
  );
  const { samples } = decodeMetrics(metricBody(bytesField(5, joined(...points))), "protobuf", context);
  const [one, two] = samples.map(({ labels }) => labels);
  expect(one!["k"]).toHaveLength(128);
  expect(one!["k"]).not.toBe(two!["k"]);
  expect(one!["url"]).toBe("postgres://db/x");
});

test("a histogram whose buckets are no durations is stored without its sketch, and that is told", () => {
  const bounds = Buffer.from(new Float64Array([-5, 5]).buffer);
  const counts = Buffer.from(new BigUint64Array([1n, 1n, 0n]).buffer);
  const point = joined(
    TIME,
    fixed64Field(4, 2n),
    doubleField(5, -3),
    bytesField(6, counts),
    bytesField(7, bounds),
  );
  const decodedBody = decodeMetrics(metricBody(bytesField(9, bytesField(1, point))), "protobuf", context);
  expect(decodedBody).toMatchObject({ rejected: 0, samples: [{ value: 2, sum: -3, sketch: undefined }] });
  expect(decodedBody.problems).toHaveLength(1);
});

test("a damaged body is decoded or refused, never a crash", async () => {
  const bodies = await encodedMetrics(
    (meter) => {
      meter.createHistogram("a", { unit: "s" }).record(1, { k: "v" });
      meter.createHistogram("b", { unit: "ms" }).record(1);
      meter.createCounter("c").add(1);
    },
    { views: [{ ...EXPONENTIAL, instrumentName: "a" }] },
  );
  for (const encoding of ["protobuf", "json"] as const) {
    const valid = bodies[encoding];
    fc.assert(
      fc.property(
        fc.nat({ max: valid.length - 1 }),
        fc.nat({ max: 255 }),
        fc.nat({ max: valid.length }),
        (at, byte, length) => {
          const body = valid.slice(0, byte % 2 === 0 ? length : valid.length);
          if (at < body.length) body[at] = byte;
          try {
            decodeMetrics(body, encoding, context);
          } catch (error) {
            if (!(error instanceof MalformedOtlp)) throw error;
          }
        },
      ),
      { numRuns: 2_000 },
    );
  }
});
