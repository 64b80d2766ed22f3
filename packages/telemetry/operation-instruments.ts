import type { Counter, Histogram, MeterProvider } from "@opentelemetry/api";

import { OPERATION_BUCKETS, OPERATION_DURATION, OPERATION_ERRORS, OPERATION_SLOW, SCOPE } from "./names.ts";
import { perProvider } from "./per-provider.ts";

interface OperationInstruments {
  duration: Histogram;
  errors: Counter;
  slow: Counter;
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
    slow: meter.createCounter(OPERATION_SLOW, {
      description: "Data operations over their warning or critical threshold; a critical one is over both.",
    }),
  };
}
