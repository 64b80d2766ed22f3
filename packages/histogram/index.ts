export { addEncodedCountsBefore } from "./encoded-counts.ts";
export { ExponentialHistogram, firstBucketAbove } from "./exponential-histogram.ts";
export type { Bucket, IndexedCounts } from "./exponential-histogram.ts";
export { MalformedHistogramError } from "./bytes.ts";
export { fromExplicitBounds } from "./explicit-bounds.ts";
export type { ExplicitBoundsPoint } from "./explicit-bounds.ts";
export { fromOtlpExponential } from "./otlp-exponential.ts";
export type { OtlpExponentialPoint } from "./otlp-exponential.ts";
export type { TimeUnit, Totals } from "./totals.ts";
