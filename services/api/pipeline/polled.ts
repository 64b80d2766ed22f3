import type { Silence } from "./flow.ts";

/** An answer was there and could not be used. */
export class UnusableAnswer extends Error {
  override name = "UnusableAnswer";
}

/** Something asked again and again: its last answer, when that was, and why the last attempt brought none. */
export class Polled<T> {
  readonly #read: (signal: AbortSignal) => Promise<T>;
  #running: Promise<void> | undefined;
  value: T | undefined;
  readAtMs: number | null = null;
  silence: Silence | null = null;

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.#read = read;
  }

  /**
   * Resolves when there is an answer, or after `patienceMs`. An attempt that outlasts that goes on and is not
   * doubled: what hangs must not pile up.
   */
  async poll(nowMs: () => number, patienceMs: number): Promise<void> {
    this.#running ??= this.#attempt(nowMs, patienceMs).finally(() => (this.#running = undefined));
    const isLate = await within(this.#running, patienceMs);
    if (isLate) this.silence = "mute";
  }

  async #attempt(nowMs: () => number, patienceMs: number): Promise<void> {
    try {
      this.value = await this.#read(AbortSignal.timeout(patienceMs));
      this.readAtMs = nowMs();
      this.silence = null;
    } catch (error) {
      this.silence = silenceOf(error);
    }
  }
}

async function within(work: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => (timer = setTimeout(() => done(true), milliseconds)));
  return Promise.race([work.then(() => false), late]).finally(() => clearTimeout(timer));
}

/** PostgreSQL's codes for: shutting down, crashed, starting up. */
const NOBODY_THERE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|57P0[123])$/;

const MOST_CAUSES = 4;

function silenceOf(error: unknown): Silence {
  if (error instanceof UnusableAnswer) return "unusable";
  let cause = error as { code?: unknown; message?: unknown; cause?: unknown } | null | undefined;
  for (let depth = 0; cause && depth < MOST_CAUSES; depth++) {
    if (NOBODY_THERE.test(String(cause.code))) return "gone";
    // kafkajs and pg give the code of the socket in the text alone.
    if (/ECONNREFUSED|ENOTFOUND|terminated unexpectedly/.test(String(cause.message))) return "gone";
    cause = cause.cause as typeof cause;
  }
  return "mute";
}
