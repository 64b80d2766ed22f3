import type { Counter, Histogram, MeterProvider } from "@opentelemetry/api";
import { metrics } from "@opentelemetry/api";

import { HTTP_BUCKETS, HTTP_DURATION, HTTP_REQUESTS, SCOPE } from "./names.ts";

interface HttpInstruments {
  requests: Counter;
  duration: Histogram;
}

// Per provider, as in operation-instruments.ts.
const made = new WeakMap<MeterProvider, HttpInstruments>();

export function httpInstruments(): HttpInstruments {
  const provider = metrics.getMeterProvider();
  let instruments = made.get(provider);
  if (instruments === undefined) {
    instruments = make(provider);
    made.set(provider, instruments);
  }
  return instruments;
}

function make(provider: MeterProvider): HttpInstruments {
  const meter = provider.getMeter(SCOPE);
  return {
    requests: meter.createCounter(HTTP_REQUESTS, { description: "HTTP requests answered." }),
    duration: meter.createHistogram(HTTP_DURATION, {
      unit: "s",
      description: "Time from a request's arrival to the end of its answer.",
      advice: { explicitBucketBoundaries: HTTP_BUCKETS },
    }),
  };
}
