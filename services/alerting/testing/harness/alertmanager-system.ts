import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { System } from "./system.ts";

export interface AlertmanagerOptions {
  dir: string;
  port: number;
  receiverUrl: string;
  /** Label by which messages are grouped. */
  groupBy: string;
  groupIntervalSeconds: number;
  groupWaitSeconds?: number;
  /** 0: all alerts of a group. */
  mostAlerts: number;
  /** Its own port for gossip, and that of another one of the cluster; alone when left out. */
  gossip?: { port: number; peer?: number };
  /** Sent with each webhook. */
  token?: string;
  /** The token goes as the password of basic auth. */
  isBasic?: boolean;
  /** Another one than Debian's. */
  program?: string;
}

const PROGRAM = "/usr/bin/prometheus-alertmanager";
const FIRING_FOR_MS = 300_000;

/** One Alertmanager, told by POST /api/v2/alerts. */
export class AlertmanagerSystem implements System {
  readonly name = "Alertmanager 0.25";
  readonly #options: AlertmanagerOptions;
  #process: ChildProcess | undefined;

  constructor(options: AlertmanagerOptions) {
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#options.port}`;
  }

  async start(): Promise<void> {
    const { dir, port, gossip, program = PROGRAM } = this.#options;
    await mkdir(dir, { recursive: true });
    const file = join(dir, "alertmanager.yml");
    await writeFile(file, configOf(this.#options));
    const args = [
      `--config.file=${file}`,
      `--storage.path=${join(dir, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--cluster.listen-address=${gossip === undefined ? "" : `127.0.0.1:${gossip.port}`}`,
      ...(gossip?.peer === undefined ? [] : [`--cluster.peer=127.0.0.1:${gossip.peer}`]),
      "--log.level=error",
    ];
    this.#process = spawn(program, args, { stdio: "ignore" });
    while (!(await this.#isReady())) await pause(20);
  }

  raise(ids: readonly string[]): Promise<void> {
    return this.#post(ids, new Date(Date.now() + FIRING_FOR_MS));
  }

  end(ids: readonly string[]): Promise<void> {
    return this.#post(ids, new Date());
  }

  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  stop(): Promise<void> {
    return this.kill();
  }

  async #post(ids: readonly string[], endsAt: Date): Promise<void> {
    const alerts = ids.map((id) => ({ labels: { alertname: "Harness", id }, endsAt: endsAt.toISOString() }));
    const { status } = await fetch(`${this.url}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(alerts),
    });
    if (status !== 200) throw new Error(`Alertmanager answered ${status}`);
  }

  async #isReady(): Promise<boolean> {
    if (this.#process?.exitCode !== null) throw new Error("Alertmanager ended at its start");
    const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
    return answer?.ok === true;
  }
}

function configOf({
  receiverUrl,
  groupBy,
  groupIntervalSeconds,
  groupWaitSeconds = 1,
  mostAlerts,
  token,
  isBasic = false,
}: AlertmanagerOptions): string {
  const credentials = isBasic
    ? { basic_auth: { username: "alertmanager", password: token } }
    : { authorization: { credentials: token } };
  return JSON.stringify({
    route: {
      receiver: "harness",
      group_by: [groupBy],
      group_wait: `${groupWaitSeconds}s`,
      group_interval: `${groupIntervalSeconds}s`,
      repeat_interval: "1h",
    },
    receivers: [
      {
        name: "harness",
        webhook_configs: [
          {
            url: receiverUrl,
            send_resolved: true,
            max_alerts: mostAlerts,
            ...(token !== undefined && { http_config: credentials }),
          },
        ],
      },
    ],
  });
}
