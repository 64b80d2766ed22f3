import { mutingSilence, silenceMatcher, type Silence } from "@mystocks/rules";
import type { FaultLog } from "@mystocks/runtime";
import { readSilences, type StoredSilence } from "@mystocks/store/alerting";
import type pg from "pg";
import { isWithin } from "./recurrence.ts";

const READ_MS = 1000;
const AWAY = "silences can't be read";

/** The silences as of a second ago, the same on every replica. */
export class SilenceBook {
  readonly #pool: pg.Pool;
  readonly #faults: FaultLog;
  readonly #timer: NodeJS.Timeout;
  #silences: { stored: StoredSilence; silence: Silence }[] = [];

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
      this.#silences = stored.map((one) => ({ stored: one, silence: compiled(one) }));
      this.#faults.healed(AWAY);
    } catch (error) {
      this.#faults.fault(AWAY, error);
    }
  }

  inForce(nowMs: number): Silence[] {
    return this.#silences
      .filter(({ stored: { recurrence } }) => recurrence === null || isWithin(recurrence, nowMs))
      .map(({ silence }) => silence);
  }

  /** Ids of the silences that mute an alert with these labels. */
  muting(labels: Readonly<Record<string, string>>, nowMs: number): string[] {
    const silence = mutingSilence({ labels: { ...labels } }, this.inForce(nowMs), nowMs);
    return silence === undefined ? [] : [silence.id];
  }

  all(): StoredSilence[] {
    return this.#silences.map(({ stored }) => stored);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

function compiled({ silenceId, matchers, startsMs, endsMs }: StoredSilence): Silence {
  return { id: silenceId, matchers: matchers.map(silenceMatcher), startsMs, endsMs };
}
