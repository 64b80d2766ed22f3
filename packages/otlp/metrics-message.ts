import { attributesField, requestMessage } from "./common-messages.ts";
import type { Field, Message } from "./message-reader.ts";

const time: Field = { name: "timeUnixNano", type: "fixed64" };
const temporality: Field = { name: "aggregationTemporality", type: "uint" };

const numberPoint: Message = {
  3: time,
  4: { name: "asDouble", type: "double" },
  6: { name: "asInt", type: "sfixed64" },
  7: attributesField,
  8: { name: "flags", type: "uint" },
};

const histogramPoint: Message = {
  3: time,
  4: { name: "count", type: "fixed64" },
  5: { name: "sum", type: "double" },
  6: { name: "bucketCounts", type: "fixed64", repeated: true },
  7: { name: "explicitBounds", type: "double", repeated: true },
  9: attributesField,
  10: { name: "flags", type: "uint" },
  11: { name: "min", type: "double" },
  12: { name: "max", type: "double" },
};

const buckets: Message = {
  1: { name: "offset", type: "sint" },
  2: { name: "bucketCounts", type: "uint", repeated: true },
};

const exponentialPoint: Message = {
  1: attributesField,
  3: time,
  4: { name: "count", type: "fixed64" },
  5: { name: "sum", type: "double" },
  6: { name: "scale", type: "sint" },
  7: { name: "zeroCount", type: "fixed64" },
  8: { name: "positive", type: () => buckets },
  9: { name: "negative", type: () => buckets },
  10: { name: "flags", type: "uint" },
  12: { name: "min", type: "double" },
  13: { name: "max", type: "double" },
};

const points = (point: Message): Message => ({
  1: { name: "dataPoints", type: () => point, repeated: true },
  2: temporality,
  3: { name: "isMonotonic", type: "bool" },
});

const metric: Message = {
  1: { name: "name", type: "text" },
  3: { name: "unit", type: "text" },
  5: { name: "gauge", type: () => points(numberPoint) },
  7: { name: "sum", type: () => points(numberPoint) },
  9: { name: "histogram", type: () => points(histogramPoint) },
  10: { name: "exponentialHistogram", type: () => points(exponentialPoint) },
  11: { name: "summary", type: () => points({}) },
};

/** ExportMetricsServiceRequest. */
export const metricsRequest = requestMessage(
  { blocks: "resourceMetrics", scopes: "scopeMetrics", records: "metrics" },
  metric,
);
