export type { KafkaConnection } from "./kafka/connection.ts";
export {
  listDeadLetters,
  readDeadLetter,
  replayDeadLetter,
  type StoredDeadLetter,
} from "./kafka/dead-letters.ts";
export { createKafkaBus, type KafkaBus, type KafkaBusParts } from "./kafka/kafka-bus.ts";
export { createKafkaRecordLog, type KafkaLogParts, type KafkaRecordLog } from "./kafka/kafka-record-log.ts";
export { createMemoryBus, type MemoryBus, type MemoryBusOptions } from "./memory-bus.ts";
export type { TopicStats } from "./memory-topic.ts";
export { decodeOrDeadLetter } from "./decode-event.ts";
export { OutboxPublisher, type OutboxPublisherParts, type OutboxSource } from "./outbox-publisher.ts";
export { createOutboxRelay, type Outbox, type OutboxEntry, type OutboxRelay } from "./outbox-relay.ts";
export { DeadLetter } from "./port.ts";
export type { Bus, Delivery, Message, Reading, Subscription } from "./port.ts";
export type {
  LogRecord,
  PartitionLag,
  PartitionReader,
  RecordBatch,
  RecordLog,
  RecordSubscription,
} from "./record-log.ts";
