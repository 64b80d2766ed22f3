import { MetricRegistry, type Counter, type MetricFamily } from "@mystocks/runtime";

/** Messages and connections for /metrics; the names of messages are those of the contract, so there are few. */
export class Traffic {
  readonly #registry = new MetricRegistry();
  readonly #messages: Counter;
  readonly #disconnects: Counter;

  constructor(connections: () => number, pulses: () => number) {
    this.#registry.gauge("mystocks_websocket_connections_active", "Clients of the live push.", () => [
      { labels: { namespace: "/" }, value: connections() },
    ]);
    this.#registry.gauge(
      "mystocks_realtime_position",
      "Commits of all recorders up to which the live view has their pulses.",
      () => [{ labels: {}, value: pulses() }],
    );
    this.#messages = this.#registry.counter(
      "mystocks_websocket_messages_total",
      "Messages of the live push.",
    );
    this.#disconnects = this.#registry.counter(
      "mystocks_websocket_ended_total",
      "Clients the server has sent away, by error code.",
    );
  }

  sent(name: string): void {
    this.#messages.add({ direction: "sent", message_type: name });
  }

  received(name: string): void {
    this.#messages.add({ direction: "received", message_type: name });
  }

  ended(code: string): void {
    this.#disconnects.add({ code });
  }

  families(): MetricFamily[] {
    return this.#registry.families();
  }
}
