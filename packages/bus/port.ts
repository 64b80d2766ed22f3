export interface Message {
  /** Messages of one key keep their order. */
  key: string;
  /** `source/partition/sequence`: the same for every delivery of the same event. */
  id: string;
  /** JSON text of the event. */
  value: string;
}

export interface Delivery extends Message {
  topic: string;
  partition: number;
  offset: bigint;
}

/** `group`: the members share the messages. `all`: this subscriber reads every message from `from` on. */
export type Reading = { group: string } | { all: true; from: "start" | "end" | Date };

export interface Subscription {
  /** Ends intake, waits for the handler that runs, then resolves. */
  close(): Promise<void>;
}

/**
 * At least once, in order per partition. A handler that throws gets the same message again after a pause; one
 * that says `DeadLetter` has it put aside with the reason, and the consumer goes on.
 */
export interface Bus {
  /** Resolves when the messages are stored; rejects when they may not be. */
  publish(topic: string, messages: readonly Message[]): Promise<void>;
  subscribe(
    topic: string,
    reading: Reading,
    handle: (delivery: Delivery) => void | Promise<void>,
  ): Promise<Subscription>;
  close(): Promise<void>;
}

/** Thrown by a handler for a message that no retry can mend. */
export class DeadLetter extends Error {
  override name = "DeadLetter";
}
