export { collectorConfig, type CollectorParts, type Destination } from "./config.ts";
