import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import type { RuleState } from "@mystocks/rules";
import type { FaultLog } from "@mystocks/runtime";
import type pg from "pg";
import {
  isCommitted,
  LeaseLost,
  saveJudgement,
  type Judged,
  type JudgedTransition,
} from "./save-judgement.ts";

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
  /** Of a commit that nobody has answered: the first of the transitions, if it has come to pass. */
  #inDoubt: readonly AlertEvent[] = [];
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
    const { faults, onUnsaved, onLeaseLost } = this.#parts;
    while (this.#transitions.length > 0 || this.#states.size > 0) {
      try {
        await this.#settleDoubt();
        await this.#saveNext();
        faults.healed(STORE_AWAY);
      } catch (error) {
        if (error instanceof LeaseLost) {
          this.#transitions = [];
          this.#states = new Map();
          return onLeaseLost();
        }
        faults.fault(STORE_AWAY, error);
        onUnsaved(this.#next());
        if (this.#isStopped) return;
        await this.#pause();
      }
    }
  }

  /** The answer to a commit may be lost with its connection: what has come to pass is not written again. */
  async #settleDoubt(): Promise<void> {
    const inDoubt = this.#inDoubt;
    if (inDoubt.length > 0 && (await isCommitted(this.#parts, inDoubt))) this.#saved(inDoubt);
    this.#inDoubt = [];
  }

  async #saveNext(): Promise<void> {
    const transitions = this.#next();
    const states = this.#states;
    this.#states = new Map();
    try {
      this.#saved(
        await saveJudgement(this.#parts, { transitions, states }, (events) => (this.#inDoubt = events)),
      );
    } catch (error) {
      // A newer state of the same rule has come meanwhile: it counts.
      this.#states = new Map([...states, ...this.#states]);
      throw error;
    }
  }

  #next(): JudgedTransition[] {
    return this.#transitions.slice(0, MOST_TRANSITIONS);
  }

  #saved(events: readonly AlertEvent[]): void {
    this.#transitions.splice(0, events.length);
    this.#inDoubt = [];
    this.#parts.onSaved(events);
  }

  #pause(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, RETRY_MS);
      this.#wake = () => (clearTimeout(timer), done());
    });
  }
}
