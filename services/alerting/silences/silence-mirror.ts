import type { FaultLog } from "@mystocks/runtime";
import { expireSilence, readSilences, saveForeignSilence, saveMirrors } from "@mystocks/store/alerting";
import type pg from "pg";
import { publicAddress } from "../delivery/ask-alertmanager.ts";
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
}

const ROUND_MS = 1500;
/** One that ended so lately is ended there too; an Alertmanager that was away longer has forgotten it itself. */
const ENDED_WITHIN_MS = 7 * 86_400_000;
const UNREADABLE = "silences can't be mirrored";

/** Keeps silences the same here and in every Alertmanager. */
export class SilenceMirror {
  readonly #parts: MirrorParts;
  /** By the address without user and password, which is what is noted and logged. */
  readonly #urls: ReadonlyMap<string, string>;
  readonly #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    this.#urls = new Map(parts.urls.map((url) => [publicAddress(url), url]));
    if (this.#urls.size > 0)
      this.#timer = setInterval(() => {
        this.#running ??= this.#round().finally(() => (this.#running = undefined));
      }, ROUND_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #round(): Promise<void> {
    const { pool, isMine, onChange, faults } = this.#parts;
    if (!isMine()) return;
    try {
      const clock = await readClock(pool);
      const peers = await this.#peers(clock);
      if (peers.size === 0) return;
      const steps = planMirror(await readSilences(pool, clock() - ENDED_WITHIN_MS), peers, clock());
      for (const step of steps) await this.#try(step);
      if (steps.some((step) => step.do === "import" || step.do === "expire")) await onChange();
      faults.healed(UNREADABLE);
    } catch (error) {
      faults.fault(UNREADABLE, error);
    }
  }

  /** Those that answer; nothing is concluded from one that does not. */
  async #peers(clock: () => number): Promise<Map<string, TheirSilence[]>> {
    const peers = new Map<string, TheirSilence[]>();
    await Promise.all(
      [...this.#urls].map(async ([address, url]) => {
        const away = `silences of Alertmanager at ${address} can't be read`;
        try {
          peers.set(address, await readTheirs(url, clock));
          this.#parts.faults.healed(away);
        } catch (error) {
          this.#parts.faults.fault(away, error);
        }
      }),
    );
    return peers;
  }

  /** One that an Alertmanager refuses keeps no other from its way. */
  async #try(step: MirrorStep): Promise<void> {
    const refused = `silence ${idOf(step)} can't be mirrored`;
    try {
      await this.#take(step);
      this.#parts.faults.healed(refused);
    } catch (error) {
      this.#parts.faults.fault(refused, error);
    }
  }

  async #take(step: MirrorStep): Promise<void> {
    const { pool } = this.#parts;
    if (step.do === "post") {
      const id = await postSilence(this.#urls.get(step.url)!, step.silence);
      await saveMirrors(pool, step.silenceId, { [step.url]: id });
    } else if (step.do === "delete") await deleteSilence(this.#urls.get(step.url)!, step.id);
    else if (step.do === "adopt") await saveMirrors(pool, step.silenceId, { [step.url]: step.id });
    else if (step.do === "expire") await expireSilence(pool, step.silenceId);
    else await saveForeignSilence(pool, step.silence);
  }
}

function idOf(step: MirrorStep): string {
  if (step.do === "delete") return step.id;
  return step.do === "import" ? step.silence.silenceId : step.silenceId;
}

/** The store's, by which our own changes are dated. */
async function readClock(pool: pg.Pool): Promise<() => number> {
  const { rows } = await pool.query<{ nowMs: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "nowMs"',
  );
  const aheadMs = rows[0]!.nowMs - Date.now();
  return () => Date.now() + aheadMs;
}
