import type { Pool } from "pg";
import {
  addReads,
  forgetUnread,
  hottestKeys,
  keepHottest,
  type HotKey,
  type KnownHotKey,
} from "./hot-key-rows.ts";

export interface HotKeysParts {
  /** Not the readers' own: what they wait for must not keep their reads from being written. */
  pool: Pool;
  now: () => Date;
  onError: (error: unknown) => void;
}

const FLUSH_MS = 10_000;
/** Reads of so many keys wait for the database at most, and so many keys are known. */
const MOST_PENDING = 5_000;
const MOST_KNOWN = 10_000;
const LONGEST_KEY = 200;

/** Which keys readers ask for and how often: counted in memory, written in batches, known after a restart. */
export class HotKeys {
  readonly #parts: HotKeysParts;
  readonly #timer: NodeJS.Timeout;
  #pending = new Map<string, HotKey>();
  #flushing: Promise<void> = Promise.resolve();
  #uncounted = 0;

  constructor(parts: HotKeysParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.flush().catch(parts.onError), FLUSH_MS);
  }

  /** Reads that were not counted, because there was no room for their keys. */
  get uncounted(): number {
    return this.#uncounted;
  }

  read(keyPattern: string, cacheKey: string): void {
    this.#add({ keyPattern, cacheKey, accessCount: 1, lastAccess: this.#parts.now() });
  }

  /** Writes what has been read since the last time. What can't be written is kept for the next time. */
  flush(): Promise<void> {
    const flushed = this.#flushing.then(() => this.#write());
    this.#flushing = flushed.catch(() => {});
    return flushed;
  }

  /** The most read keys of these caches, with what was read a moment ago. */
  async hottest(keyPatterns: readonly string[], limit: number): Promise<KnownHotKey[]> {
    await this.flush();
    return hottestKeys(this.#parts.pool, { keyPatterns, limit });
  }

  /** Forgets keys that nobody has read for so long; returns how many. */
  async forget(unreadMs: number): Promise<number> {
    await this.flush();
    const { pool, now } = this.#parts;
    return forgetUnread(pool, new Date(now().getTime() - unreadMs));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #add(read: HotKey): void {
    const { keyPattern, cacheKey, accessCount, lastAccess } = read;
    const id = `${keyPattern} ${cacheKey}`;
    const known = this.#pending.get(id);
    if (known !== undefined) {
      known.accessCount += accessCount;
      if (lastAccess > known.lastAccess) known.lastAccess = lastAccess;
    } else if (this.#pending.size < MOST_PENDING && cacheKey.length <= LONGEST_KEY)
      this.#pending.set(id, { ...read });
    else this.#uncounted += accessCount;
  }

  async #write(): Promise<void> {
    if (this.#pending.size === 0) return;
    const reads = [...this.#pending.values()];
    this.#pending = new Map();
    try {
      await addReads(this.#parts.pool, reads);
    } catch (error) {
      for (const read of reads) this.#add(read);
      throw error;
    }
    await keepHottest(this.#parts.pool, MOST_KNOWN);
  }
}
