import type { Counter, Histogram, MeterProvider } from "@opentelemetry/api";

import { HTTP_BUCKETS, HTTP_DURATION, HTTP_REQUESTS, SCOPE } from "./names.ts";
import { perProvider } from "./per-provider.ts";

interface HttpInstruments {
  requests: Counter;
  duration: Histogram;
}

export const httpInstruments = perProvider(make);

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
