export { collectorConfig, type CollectorParts, type Destination } from "./config.ts";
export { collectorSources, type CollectorSources } from "./sources.ts";
