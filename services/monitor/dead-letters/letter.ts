/** A message that no consumer could read, wherever it is kept. */
export interface Letter {
  /** `topic/partition/number` in the store, `partition/offset` in Kafka. */
  id: string;
  topic: string;
  putAsideAt: Date;
  reason: string;
  payloadBytes: number;
  /** Only its first 64 KiB are kept here. */
  truncated: boolean;
  replayedAt?: Date;
}

export interface WholeLetter extends Letter {
  payload: Buffer;
  /** Where in its topic it came from. */
  place: string;
}

/** Where letters are kept: telemetry with its bytes in the store, events in Kafka's dead-letter topic. */
export interface Letters {
  /** Whether an id is one of here. */
  owns(id: string): boolean;
  /** Newest first. */
  list(limit: number): Promise<Letter[]>;
  /** @throws MonitorError NOT_FOUND */
  read(id: string): Promise<WholeLetter>;
  /** Writes it to its topic again. @throws MonitorError NOT_FOUND when it is not kept whole */
  replay(id: string): Promise<void>;
}
