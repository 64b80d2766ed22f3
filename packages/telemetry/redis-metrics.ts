import type { Meter } from "@opentelemetry/api";

/** What is read of an ioredis client. */
export interface RedisLike {
  readonly status: string;
  readonly commandQueue?: { readonly length: number };
  readonly offlineQueue?: { readonly length: number };
}

export class RedisMetrics {
  readonly #clients = new Map<RedisLike, { name: string }>();

  constructor(meter: Meter) {
    meter
      .createObservableGauge("mystocks_redis_ready", {
        description: "1: the client is connected and takes commands, 0: it is not.",
      })
      .addCallback((result) => {
        for (const [client, labels] of this.#clients)
          result.observe(client.status === "ready" ? 1 : 0, labels);
      });
    meter
      .createObservableGauge("mystocks_redis_queued_commands", {
        description:
          "Commands without an answer yet (queue=sent) and held until there is a connection (queue=offline).",
      })
      .addCallback((result) => {
        for (const [client, labels] of this.#clients) {
          result.observe(client.commandQueue?.length ?? 0, { ...labels, queue: "sent" });
          result.observe(client.offlineQueue?.length ?? 0, { ...labels, queue: "offline" });
        }
      });
  }

  add(client: RedisLike, { name }: { name: string }): () => void {
    this.#clients.set(client, { name });
    return () => this.#clients.delete(client);
  }
}
