import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Steering } from "../alerting-process.ts";
import { Child } from "../child.ts";
import type { System } from "./system.ts";

/** Alerting as a process of its own, whose rule reads gauges that the harness sets. */
export class MonitorSystem implements System {
  readonly name = "MyStocks Monitor";
  readonly #url: string;
  readonly #scenario: string;
  readonly #child: Child<Steering>;
  #gauges: Record<string, number> = {};

  constructor(url: string, scenario: string, config: Record<string, unknown>) {
    this.#url = url;
    this.#scenario = scenario;
    this.#child = new Child(join(import.meta.dirname, "..", "alerting-process.ts"), {
      ALERTING_PROCESS: JSON.stringify({ url, config }),
    });
  }

  async start(): Promise<void> {
    await this.#child.start();
    this.#child.send({ gauges: this.#gauges });
  }

  /** Taken is what is committed: the transition that is to be told. */
  async raise(ids: readonly string[]): Promise<void> {
    this.#set(ids, 1);
    while ((await this.#firing(ids)) < ids.length) await pause(20);
  }

  async end(ids: readonly string[]): Promise<void> {
    this.#set(ids, 0);
  }

  kill(signal?: "SIGKILL" | "SIGTERM"): Promise<void> {
    return this.#child.kill(signal);
  }

  async stop(): Promise<void> {
    await this.#child.kill();
  }

  set(labels: Record<string, string>, value: number): void {
    this.#gauges[JSON.stringify({ scenario: this.#scenario, ...labels })] = value;
    this.#child.send({ gauges: this.#gauges });
  }

  /** Sources fall silent with the next start. */
  forget(): void {
    this.#gauges = {};
  }

  #set(ids: readonly string[], value: number): void {
    for (const id of ids) this.#gauges[JSON.stringify({ scenario: this.#scenario, id })] = value;
    this.#child.send({ gauges: this.#gauges });
  }

  async #firing(ids: readonly string[]): Promise<number> {
    const client = new pg.Client({ connectionString: this.#url });
    await client.connect();
    try {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(DISTINCT labels ->> 'id')::int AS count FROM alerting.alert
         WHERE labels ->> 'scenario' = $1 AND labels ->> 'id' = ANY($2) AND fired_at IS NOT NULL`,
        [this.#scenario, ids],
      );
      return rows[0]!.count;
    } finally {
      await client.end();
    }
  }
}
