import type { FaultLog } from "@mystocks/runtime";
import { expireSilence, readSilences, saveForeignSilence, saveMirrors } from "@mystocks/store/alerting";
import type pg from "pg";
import { deleteSilence, postSilence, readTheirs, type TheirSilence } from "./alertmanager-silences.ts";
import { planMirror, type MirrorStep } from "./plan-mirror.ts";

export interface MirrorParts {
  pool: pg.Pool;
  /** Every peer. */
  urls: readonly string[];
  /** One process of all does it. */
  isMine: () => boolean;
  /** Something changed on our side. */
  onChange: () => Promise<void>;
  faults: FaultLog;
  now: () => number;
}

const ROUND_MS = 1500;
/** Silences that ended so lately are ended there too. */
const ENDED_WITHIN_MS = 3_600_000;

/** Keeps silences the same here and in every Alertmanager. */
export class SilenceMirror {
  readonly #parts: MirrorParts;
  readonly #urls: readonly string[];
  readonly #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    this.#urls = parts.urls.map((url) => url.replace(/\/+$/, ""));
    if (this.#urls.length > 0)
      this.#timer = setInterval(() => {
        this.#running ??= this.#round().finally(() => (this.#running = undefined));
      }, ROUND_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #round(): Promise<void> {
    const { pool, isMine, onChange, faults, now } = this.#parts;
    if (!isMine()) return;
    const peers = await this.#peers();
    if (peers.size === 0) return;
    const failed = "silences can't be mirrored";
    try {
      const steps = planMirror(await readSilences(pool, now() - ENDED_WITHIN_MS), peers, now());
      for (const step of steps) await this.#take(step);
      if (steps.some((step) => step.do === "import" || step.do === "expire")) await onChange();
      faults.healed(failed);
    } catch (error) {
      faults.fault(failed, error);
    }
  }

  /** Those that answer; nothing is concluded from one that does not. */
  async #peers(): Promise<Map<string, TheirSilence[]>> {
    const peers = new Map<string, TheirSilence[]>();
    await Promise.all(
      this.#urls.map(async (url) => {
        const away = `silences of Alertmanager at ${url} can't be read`;
        try {
          peers.set(url, await readTheirs(url));
          this.#parts.faults.healed(away);
        } catch (error) {
          this.#parts.faults.fault(away, error);
        }
      }),
    );
    return peers;
  }

  async #take(step: MirrorStep): Promise<void> {
    const { pool } = this.#parts;
    if (step.do === "post") {
      const id = await postSilence(step.url, step.silence);
      await saveMirrors(pool, step.silenceId, { [step.url]: id });
    } else if (step.do === "delete") await deleteSilence(step.url, step.id);
    else if (step.do === "adopt") await saveMirrors(pool, step.silenceId, { [step.url]: step.id });
    else if (step.do === "expire") await expireSilence(pool, step.silenceId);
    else await saveForeignSilence(pool, step.silence);
  }
}
