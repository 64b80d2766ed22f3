export { loadConfig, monitorConfig, type MonitorConfig } from "./config.ts";
export { MonitorError, type ErrorCode } from "./errors.ts";
export { Lifecycle } from "./lifecycle.ts";
export { createLogger, type Logger } from "./log.ts";
