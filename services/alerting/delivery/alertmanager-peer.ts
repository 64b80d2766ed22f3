import type { FaultLog } from "@mystocks/runtime";
import { postedAlert } from "./alertmanager.ts";
import { publicAddress } from "./ask-alertmanager.ts";
import { post } from "./post.ts";
import type { ToldState } from "./told-states.ts";

export interface PeerParts {
  url: string;
  publicUrl: string;
  faults: FaultLog;
  now: () => number;
  onTaken: (states: readonly ToldState[]) => Promise<void>;
  /** It is no alert to this Alertmanager, and would not be one if it was sent again. */
  onRefused: (state: ToldState, status: number, why: string) => Promise<void>;
  stats: { posts: number; failures: number };
}

const ANSWER_MS = 5000;
const REFUSED = new Set([400, 422]);
/** Of one request. */
const MOST_ALERTS = 500;

/** One Alertmanager: what it was not told yet, newest state of each alert. */
export class AlertmanagerPeer {
  readonly #parts: PeerParts;
  readonly #waiting = new Map<string, ToldState>();
  #running: Promise<void> | undefined;

  constructor(parts: PeerParts) {
    this.#parts = parts;
  }

  tell(states: readonly ToldState[]): void {
    for (const state of states) this.#waiting.set(state.alert.fingerprint, state);
    if (this.#waiting.size > 0) this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async drained(): Promise<void> {
    await this.#running;
  }

  /** What fails is not repeated here: the sender tells all of it again soon. */
  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()].slice(0, MOST_ALERTS);
      for (const { alert } of batch) this.#waiting.delete(alert.fingerprint);
      await this.#tellAll(batch);
    }
  }

  /** 400 stores what is valid and does not say what is not, 422 stores nothing: halves find what is refused. */
  async #tellAll(states: readonly ToldState[]): Promise<void> {
    const { url, faults, stats, onTaken, onRefused } = this.#parts;
    const away = `Alertmanager at ${publicAddress(url)} does not take alerts`;
    try {
      const { status, body } = await this.#post(states);
      if (status === 200) {
        stats.posts += 1;
        faults.healed(away);
        return await onTaken(states);
      }
      stats.failures += 1;
      const why = `${status} ${body.slice(0, 300)}`;
      if (!REFUSED.has(status)) return faults.fault(away, new Error(why));
      const [first] = states;
      if (states.length === 1) return await onRefused(first!, status, why);
      const half = Math.ceil(states.length / 2);
      await this.#tellAll(states.slice(0, half));
      await this.#tellAll(states.slice(half));
    } catch (error) {
      stats.failures += 1;
      faults.fault(away, error);
    }
  }

  #post(states: readonly ToldState[]) {
    const { url, publicUrl, now } = this.#parts;
    const alerts = states.map((state) =>
      postedAlert(state, `${publicUrl}/alerts/${state.alert.alertId}`, now()),
    );
    const headers = { "content-type": "application/json" };
    const outgoing = { url: `${url}/api/v2/alerts`, headers, body: JSON.stringify(alerts) };
    return post(outgoing, { allowPrivate: true, timeoutMs: ANSWER_MS });
  }
}
