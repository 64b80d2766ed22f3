import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import type { RuleState } from "@mystocks/rules";
import type { FaultLog } from "@mystocks/runtime";
import type pg from "pg";
import { LeaseLost, saveJudgement, type Judged, type JudgedTransition } from "./save-judgement.ts";

export interface SaverParts {
  pool: pg.Pool;
  shard: number;
  epoch: number;
  receiversOf: (alert: AlertSnapshot) => readonly string[];
  /** These are committed. */
  onSaved: (events: readonly AlertEvent[]) => void;
  /** The store does not take them; they are kept and tried again. */
  onUnsaved: (transitions: readonly JudgedTransition[]) => void;
  onLeaseLost: () => void;
  faults: FaultLog;
}

const STORE_AWAY = "the monitoring store does not take alerts";
const RETRY_MS = 500;
/** Of one transaction; more wait for the next. */
const MOST_TRANSITIONS = 2000;

/** Writes what a shard's judge found, in its order, one transaction after the other; the judge never waits for it. */
export class Saver {
  readonly #parts: SaverParts;
  #transitions: JudgedTransition[] = [];
  #states = new Map<string, RuleState | undefined>();
  #running: Promise<void> | undefined;
  #isStopped = false;
  #wake: (() => void) | undefined;

  constructor(parts: SaverParts) {
    this.#parts = parts;
  }

  /** Transitions that are not committed yet. */
  get waiting(): number {
    return this.#transitions.length;
  }

  add({ transitions, states }: Judged): void {
    if (transitions.length === 0 && states.size === 0) return;
    this.#transitions.push(...transitions);
    for (const [ruleId, state] of states) this.#states.set(ruleId, state);
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  /** Resolves when everything is written, or after one more failure. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { faults, onSaved, onUnsaved, onLeaseLost } = this.#parts;
    while (this.#transitions.length > 0 || this.#states.size > 0) {
      const transitions = this.#transitions.slice(0, MOST_TRANSITIONS);
      const states = this.#states;
      this.#states = new Map();
      try {
        const events = await saveJudgement(this.#parts, { transitions, states });
        this.#transitions.splice(0, transitions.length);
        faults.healed(STORE_AWAY);
        onSaved(events);
      } catch (error) {
        if (error instanceof LeaseLost) {
          this.#transitions = [];
          this.#states = new Map();
          return onLeaseLost();
        }
        faults.fault(STORE_AWAY, error);
        // A newer state of the same rule has come meanwhile: it counts.
        this.#states = new Map([...states, ...this.#states]);
        onUnsaved(transitions);
        if (this.#isStopped) return;
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, RETRY_MS);
      this.#wake = () => (clearTimeout(timer), done());
    });
  }
}
