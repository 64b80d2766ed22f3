export interface RemoteWrite {
  url: string;
  /** Environment variable of the Collector that holds a bearer token. */
  tokenVariable?: string;
}

const BUCKETS = ["5ms", "10ms", "25ms", "50ms", "100ms", "250ms", "500ms", "1s", "2s", "5s", "10s", "30s"];

/** Calls, errors and durations of every span, also of services that send no metrics. */
export function spanMetrics() {
  return {
    histogram: { unit: "s", explicit: { buckets: BUCKETS } },
    dimensions: [
      { name: "mystocks.operation.name" },
      { name: "mystocks.classification" },
      { name: "db.system.name" },
      { name: "db.collection.name" },
      { name: "http.route" },
    ],
    // By default a figure is a minute old before anybody can see it.
    metrics_flush_interval: "1s",
    // Process and container ids in the key would start every counter anew with each deployment.
    resource_metrics_key_attributes: ["service.name", "service.namespace", "service.instance.id"],
    aggregation_cardinality_limit: 2000,
    resource_metrics_cache_size: 1000,
    metrics_expiration: "10m",
    series_expiration: "10m",
    exemplars: { enabled: true, max_per_data_point: 1 },
  };
}

export function prometheusExporter(endpoint: string) {
  return {
    endpoint,
    // What an instance that is gone said last disappears after this.
    metric_expiration: "2m",
    // Exemplars exist in this format only.
    enable_open_metrics: true,
  };
}

export function remoteWriteExporter({ url, tokenVariable }: RemoteWrite) {
  return {
    endpoint: url,
    resource_to_telemetry_conversion: { enabled: false },
    ...(tokenVariable !== undefined && { headers: { Authorization: `Bearer \${env:${tokenVariable}}` } }),
  };
}
