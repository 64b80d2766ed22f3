import { mutingSilence, silenceMatcher, type Silence } from "@mystocks/rules";
import type { FaultLog } from "@mystocks/runtime";
import { readSilences, type StoredSilence } from "@mystocks/store/alerting";
import type pg from "pg";
import { isWithin } from "./recurrence.ts";

const READ_MS = 1000;
const AWAY = "silences can't be read";

interface KnownSilence {
  stored: StoredSilence;
  silence: Silence;
}

/** The silences as of a second ago, the same on every replica. */
export class SilenceBook {
  readonly #pool: pg.Pool;
  readonly #faults: FaultLog;
  readonly #timer: NodeJS.Timeout;
  #silences: KnownSilence[] = [];

  private constructor(pool: pg.Pool, faults: FaultLog) {
    this.#pool = pool;
    this.#faults = faults;
    this.#timer = setInterval(() => void this.read(), READ_MS);
  }

  static async open(pool: pg.Pool, faults: FaultLog): Promise<SilenceBook> {
    const book = new SilenceBook(pool, faults);
    await book.read();
    return book;
  }

  /** With the store away those last read stay in force until their end. */
  async read(): Promise<void> {
    try {
      const stored = await readSilences(this.#pool);
      this.#silences = stored.flatMap((one) => this.#known(one));
      this.#faults.healed(AWAY);
    } catch (error) {
      this.#faults.fault(AWAY, error);
    }
  }

  inForce(nowMs: number): Silence[] {
    return inForceAt(this.#silences, nowMs);
  }

  /** Ids of the silences that mute an alert with these labels. */
  muting(labels: Readonly<Record<string, string>>, nowMs: number): string[] {
    const silence = mutingSilence({ labels: { ...labels } }, this.inForce(nowMs), nowMs);
    return silence === undefined ? [] : [silence.id];
  }

  /** As they were at each instant since then, with those that are over. */
  async since(fromMs: number): Promise<(atMs: number) => Silence[]> {
    const stored = await readSilences(this.#pool, fromMs);
    const silences = stored.flatMap((one) => this.#known(one));
    return (atMs) => inForceAt(silences, atMs);
  }

  all(): StoredSilence[] {
    return this.#silences.map(({ stored }) => stored);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Alertmanager may know a regular expression that we don't: that silence mutes nothing here, and all others do. */
  #known(stored: StoredSilence): KnownSilence[] {
    const unknown = `silence ${stored.silenceId} has a matcher that can't be read, and mutes nothing here`;
    try {
      const silence = compiled(stored);
      this.#faults.healed(unknown);
      return [{ stored, silence }];
    } catch (error) {
      this.#faults.fault(unknown, error);
      return [];
    }
  }
}

function inForceAt(silences: readonly KnownSilence[], atMs: number): Silence[] {
  return silences
    .filter(({ stored: { recurrence } }) => recurrence === null || isWithin(recurrence, atMs))
    .map(({ silence }) => silence);
}

function compiled({ silenceId, matchers, startsMs, endsMs, expiredMs }: StoredSilence): Silence {
  return {
    id: silenceId,
    matchers: matchers.map(silenceMatcher),
    startsMs,
    endsMs: Math.min(endsMs, expiredMs ?? Infinity),
  };
}
