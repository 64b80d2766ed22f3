import type { Bus, Message } from "./port.ts";

export interface OutboxEntry extends Message {
  sequence: number;
}

/** The committed events of one source, and how far they are published. */
export interface Outbox {
  /** Entries with `sequence > after` that are committed, in order, at most `limit`. */
  unpublished(after: number, limit: number): Promise<OutboxEntry[]>;
}

export interface OutboxRelay {
  /** Last sequence that is on the bus; a restart may publish later ones again. */
  readonly published: number;
  /** Entries that wait in memory. */
  readonly waiting: number;
  /** Hands over an entry whose transaction has just committed. Never blocks: past `capacity` it is read back later. */
  offer(entry: OutboxEntry): void;
  /** Publishes what a crash or an unclear commit left behind, up to `until`. */
  sweep(until: number): void;
  /** Resolves when nothing is left to publish, or when `stop` was called. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

interface RelayParts {
  bus: Bus;
  topic: string;
  outbox: Outbox;
  /** Sequence of the last published event, as stored. */
  published: number;
  capacity?: number;
  retryMs?: number;
  onFault: (error: unknown) => void;
}

const SWEEP_LIMIT = 100;

/**
 * Publishes a source's events in the order of their sequence, each right after its commit. What is not in memory
 * is read from the outbox, so a full relay, a crash and a lost connection all take the same way back.
 */
export function createOutboxRelay(parts: RelayParts): OutboxRelay {
  const { bus, topic, outbox, capacity = 64, retryMs = 1000, onFault } = parts;
  const waiting = new Map<number, OutboxEntry>();
  const abort = new AbortController();
  let published = parts.published;
  let last = published;
  let running: Promise<void> | undefined;

  const next = async (): Promise<OutboxEntry[]> => {
    const entry = waiting.get(published + 1);
    return entry === undefined ? outbox.unpublished(published, SWEEP_LIMIT) : [entry];
  };

  const publish = async (entry: OutboxEntry) => {
    await bus.publish(topic, [{ key: entry.key, id: entry.id, value: entry.value }]);
    published = entry.sequence;
    waiting.delete(entry.sequence);
  };

  const run = async () => {
    while (published < last && !abort.signal.aborted) {
      try {
        const entries = await next();
        // Retention may have taken a batch that was never published: what is gone can't be sent.
        if (entries.length === 0) published = last;
        for (const entry of entries) await publish(entry);
      } catch (error) {
        onFault(error);
        await pause(retryMs, abort.signal);
      }
    }
    running = undefined;
  };

  const sweep = (until: number) => {
    last = Math.max(last, until);
    if (published < last) running ??= run();
  };

  return {
    get published() {
      return published;
    },
    get waiting() {
      return waiting.size;
    },
    offer(entry) {
      if (waiting.size < capacity) waiting.set(entry.sequence, entry);
      sweep(entry.sequence);
    },
    sweep,
    async drained() {
      while (running !== undefined) await running;
    },
    async stop() {
      abort.abort();
      await running;
    },
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}
