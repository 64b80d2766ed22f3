import type { RecordQueue } from "./record-queue.ts";
import type { SourceHead } from "./source-head.ts";
import type { Writer } from "./writer.ts";

/** A commit that runs gets so long, then its outbox; the next owner waits for both, and manages without. */
const COMMIT_MS = 2000;
const PUBLISH_MS = 1000;

export class OwnedPartition {
  readonly head: SourceHead;
  readonly queue: RecordQueue;
  readonly #writer: Writer;
  #closing: Promise<void> | undefined;

  constructor(head: SourceHead, queue: RecordQueue, writer: Writer) {
    this.head = head;
    this.queue = queue;
    this.#writer = writer;
  }

  /** What is not committed is left to the next owner. Resolves within 3 s; what runs then still ends by itself. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.queue.close();
    const ended = this.#writer.abandon().then(() => this.head.close(PUBLISH_MS));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((done) => (timer = setTimeout(done, COMMIT_MS + PUBLISH_MS)));
    await Promise.race([ended, late]).finally(() => clearTimeout(timer));
  }
}
