import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { PeerName } from "./peer.ts";

/** By which way a webhook came: from ours itself, from ours through Alertmanager, from a peer's Alertmanager. */
export type Way = "direct" | "alertmanager" | PeerName;
export type Status = "firing" | "resolved";

/** Takes everybody's webhooks, each sender's on a path of its own, and notes when it first heard what of each trial. */
export class Receiver {
  readonly #server: Server;
  readonly #heard = new Map<string, number>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on("request", (request, response) => {
      const atMs = Date.now();
      let text = "";
      request.setEncoding("utf8").on("data", (part: string) => (text += part));
      request.on("end", () => {
        receiver.#note(request.url!.slice(1) as Way, JSON.parse(text) as Webhook, atMs);
        response.end();
      });
    });
    // A short queue of connections would lose what comes at once.
    server.listen(0, "127.0.0.1", 1024);
    await once(server, "listening");
    return receiver;
  }

  urlFor(way: Way): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${way}`;
  }

  /** Unix milliseconds; undefined: it was not told so. */
  heardMs(way: Way, trial: string, status: Status): number | undefined {
    return this.#heard.get(keyOf(way, trial, status));
  }

  close(): void {
    this.#server.close().closeAllConnections();
  }

  #note(way: Way, { alerts }: Webhook, atMs: number): void {
    for (const { labels, status } of alerts) {
      const key = keyOf(way, labels["trial"] ?? "", status);
      if (!this.#heard.has(key)) this.#heard.set(key, atMs);
    }
  }
}

interface Webhook {
  alerts: { status: Status; labels: Record<string, string> }[];
}

const keyOf = (...parts: [Way, string, Status]) => parts.join("\n");
