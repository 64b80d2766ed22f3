import type { Counter, Histogram, MeterProvider } from "@opentelemetry/api";
import { metrics } from "@opentelemetry/api";

import { OPERATION_BUCKETS, OPERATION_DURATION, OPERATION_ERRORS, SCOPE } from "./names.ts";

interface OperationInstruments {
  duration: Histogram;
  errors: Counter;
}

// The metrics API has no proxy: an instrument made before the SDK starts stays dead. So they are made per provider.
const made = new WeakMap<MeterProvider, OperationInstruments>();

export function operationInstruments(): OperationInstruments {
  const provider = metrics.getMeterProvider();
  let instruments = made.get(provider);
  if (instruments === undefined) {
    instruments = make(provider);
    made.set(provider, instruments);
  }
  return instruments;
}

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
