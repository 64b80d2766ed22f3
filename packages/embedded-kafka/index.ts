export { installKafka, KAFKA_VERSION } from "./install.ts";
export { withInstallLock } from "./install-lock.ts";
export { ProgramMissing } from "./programs.ts";
export { startKafka, type EmbeddedKafka, type EmbeddedKafkaOptions } from "./server.ts";
