import { monitorEventLoopDelay } from "node:perf_hooks";
import type { MetricFamily } from "@mystocks/runtime";

const NS_PER_SECOND = 1e9;
const DELAY_RESOLUTION_MS = 20;

/** What this process uses, under the names that Prometheus' own clients give it. */
export function measureProcess(): () => MetricFamily[] {
  const delays = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delays.enable();
  const startedAtSeconds = Date.now() / 1000 - process.uptime();
  return () => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    const worstSeconds = Math.max(0, delays.max / NS_PER_SECOND - DELAY_RESOLUTION_MS / 1000);
    delays.reset();
    return [
      one("process_cpu_seconds_total", "counter", "CPU time used, in seconds.", (user + system) / 1e6),
      one("process_resident_memory_bytes", "gauge", "Resident memory.", rss),
      one("process_start_time_seconds", "gauge", "Start, as a Unix time.", startedAtSeconds),
      one("nodejs_heap_size_used_bytes", "gauge", "Heap in use.", heapUsed),
      one(
        "nodejs_eventloop_lag_max_seconds",
        "gauge",
        "Longest delay since the scrape before.",
        worstSeconds,
      ),
    ];
  };
}

function one(name: string, type: "counter" | "gauge", help: string, value: number): MetricFamily {
  return { name, type, help, samples: [{ labels: {}, value }] };
}
