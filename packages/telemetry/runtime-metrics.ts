import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";

import type { Meter, Observable } from "@opentelemetry/api";

interface LoopDelay {
  mean: number;
  p99: number;
  max: number;
}

const RESOLUTION_MS = 10;
/** Two readers may collect within one second; both get the same window, and neither empties it for the other. */
const WINDOW_MS = 900;

/** @returns a function that ends it */
export function observeRuntime(meter: Meter): () => void {
  const loop = new LoopDelayWindow();
  const started = [
    observe(
      meter,
      "mystocks_event_loop_delay_seconds",
      "s",
      "How late timers fired in the last second.",
      (gauge) => {
        for (const [statistic, seconds] of Object.entries(loop.read())) gauge(seconds, { statistic });
      },
    ),
    observe(meter, "mystocks_heap_used_bytes", "By", "JavaScript heap in use.", (gauge) =>
      gauge(getHeapStatistics().used_heap_size),
    ),
    observe(meter, "mystocks_heap_limit_bytes", "By", "JavaScript heap at most.", (gauge) =>
      gauge(getHeapStatistics().heap_size_limit),
    ),
    observe(meter, "mystocks_process_memory_usage_bytes", "By", "Resident memory of the process.", (gauge) =>
      gauge(process.memoryUsage.rss()),
    ),
    observeCounter(
      meter,
      "mystocks_event_loop_active_seconds_total",
      "Time the event loop was busy.",
      () => performance.eventLoopUtilization().active / 1e3,
    ),
    observeCounter(meter, "mystocks_process_cpu_seconds_total", "CPU time of the process.", () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    }),
  ];
  return () => {
    for (const stop of started) stop();
    loop.close();
  };
}

type Observe = (value: number, labels?: Record<string, string>) => void;

function observe(
  meter: Meter,
  name: string,
  unit: string,
  description: string,
  read: (gauge: Observe) => void,
): () => void {
  const gauge = meter.createObservableGauge(name, { unit, description });
  return attach(gauge, (result) => read((value, labels) => result.observe(value, labels)));
}

function observeCounter(meter: Meter, name: string, description: string, read: () => number): () => void {
  const counter = meter.createObservableCounter(name, { unit: "s", description });
  return attach(counter, (result) => result.observe(read()));
}

function attach(instrument: Observable, callback: Parameters<Observable["addCallback"]>[0]): () => void {
  instrument.addCallback(callback);
  return () => instrument.removeCallback(callback);
}

class LoopDelayWindow {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #sinceMs = performance.now();
  #last: LoopDelay | undefined;

  constructor() {
    this.#histogram.enable();
  }

  /** Empty until the first timer has fired. */
  read(): LoopDelay | Record<string, never> {
    const over = this.#last === undefined || performance.now() - this.#sinceMs >= WINDOW_MS;
    if (over && this.#histogram.count > 0) {
      this.#last = {
        mean: lateness(this.#histogram.mean),
        p99: lateness(this.#histogram.percentile(99)),
        max: lateness(this.#histogram.max),
      };
      this.#histogram.reset();
      this.#sinceMs = performance.now();
    }
    return this.#last ?? {};
  }

  close(): void {
    this.#histogram.disable();
  }
}

/** Node counts the whole interval, the timer's own resolution included. */
function lateness(intervalNs: number): number {
  return Math.max(0, intervalNs / 1e9 - RESOLUTION_MS / 1e3);
}
