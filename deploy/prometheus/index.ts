export { prometheusConfig } from "./config.ts";
export type { PrometheusParts } from "./config.ts";
export { externalScrapeConfig } from "./external.ts";
export { RULE_FILES } from "./rule-files.ts";
