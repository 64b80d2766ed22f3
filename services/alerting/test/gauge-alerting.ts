import { randomUUID } from "node:crypto";
import { createMemoryBus } from "@mystocks/bus";
import { encodePulse, PULSE_TOPIC } from "@mystocks/events";
import { Lifecycle, monitorConfig } from "@mystocks/runtime";
import { startAlertingOn } from "./running-alerting.ts";

const REPEAT_MS = 200;

/** One replica of alerting whose rules read the gauge `pushed`, by a clock that a test moves. */
export class GaugeAlerting {
  /** Ends with it. */
  readonly life: Lifecycle;
  readonly #publish: () => Promise<void>;
  readonly #gauges: Map<string, number>;
  readonly #clock: { aheadMs: number };
  readonly alerting: Awaited<ReturnType<typeof startAlertingOn>>;

  private constructor(
    alerting: GaugeAlerting["alerting"],
    life: Lifecycle,
    publish: () => Promise<void>,
    gauges: Map<string, number>,
    clock: { aheadMs: number },
  ) {
    this.alerting = alerting;
    this.life = life;
    this.#publish = publish;
    this.#gauges = gauges;
    this.#clock = clock;
  }

  static async start(
    url: string,
    config: Record<string, unknown>,
    { gauges = {}, aheadMs = 0 }: { gauges?: Record<string, number>; aheadMs?: number } = {},
  ): Promise<GaugeAlerting> {
    const life = new Lifecycle();
    const bus = createMemoryBus();
    const clock = { aheadMs };
    const now = () => Date.now() + clock.aheadMs;
    const held = new Map(Object.entries(gauges));
    const source = randomUUID();
    let sequence = 0;
    const publish = () => bus.publish(PULSE_TOPIC, [pulseOf(held, { source, sequence: ++sequence }, now())]);
    const parts = { url, bus, config: monitorConfig.parse({ defaultRules: false, ...config }), now };
    const alerting = await startAlertingOn(parts, life);
    const timer = setInterval(() => void publish(), REPEAT_MS);
    life.onStop("gauges", () => clearInterval(timer));
    await publish();
    return new GaugeAlerting(alerting, life, publish, held, clock);
  }

  /** The gauge with the label `id`, from now on. */
  async set(id: string, value: number): Promise<void> {
    this.#gauges.set(id, value);
    await this.#publish();
  }

  /** Its source falls silent. */
  forget(id: string): void {
    this.#gauges.delete(id);
  }

  /** Its clock goes so much ahead; what is set is told again by then. */
  async advance(milliseconds: number): Promise<void> {
    this.#clock.aheadMs += milliseconds;
    await this.#publish();
  }

  stop(): Promise<void> {
    return this.life.stop();
  }
}

function pulseOf(
  gauges: ReadonlyMap<string, number>,
  { source, sequence }: { source: string; sequence: number },
  timeMs: number,
) {
  return encodePulse({
    source,
    partition: 0,
    sequence,
    observedSecond: Math.floor(timeMs / 1000),
    pulses: [],
    samples: [...gauges].map(([id, value]) => ({
      name: "pushed",
      type: "gauge",
      labels: { id },
      timeMs,
      value,
    })),
    logs: [],
  });
}
