export { installKafka, KAFKA_VERSION } from "./install.ts";
export { ProgramMissing } from "./programs.ts";
export { startKafka, type EmbeddedKafka, type EmbeddedKafkaOptions } from "./server.ts";
