import type { Counter, Histogram, MeterProvider } from "@opentelemetry/api";

import { OPERATION_BUCKETS, OPERATION_DURATION, OPERATION_ERRORS, SCOPE } from "./names.ts";
import { perProvider } from "./per-provider.ts";

interface OperationInstruments {
  duration: Histogram;
  errors: Counter;
}

export const operationInstruments = perProvider(make);

function make(provider: MeterProvider): OperationInstruments {
  const meter = provider.getMeter(SCOPE);
  return {
    duration: meter.createHistogram(OPERATION_DURATION, {
      unit: "s",
      description: "Duration of data operations.",
      advice: { explicitBucketBoundaries: OPERATION_BUCKETS },
    }),
    errors: meter.createCounter(OPERATION_ERRORS, {
      description: "Data operations that ended with an exception.",
    }),
  };
}
