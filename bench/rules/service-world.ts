import { ExponentialHistogram } from "@mystocks/histogram";
import { serviceRules } from "./service-rules.ts";
import type { World, WorldSample } from "./world.ts";

const JOBS = Array.from({ length: 20 }, (_, at) => `service-${at}`);
const INSTANCES = 5;
const ROUTES = 10;
/** Of the durations that one route has between two samples, in seconds; slow jobs have ten times as much. */
const DURATIONS = [0.004, 0.006, 0.007, 0.009, 0.011, 0.014, 0.02, 0.03, 0.05, 0.09];
const HISTORY_SECONDS = 900;
const STEP_SECONDS = 30;

/** What services of a platform have and what is usually asked of it: 500 rules over 10,000 series, in one group. */
export function serviceWorld(intervalSeconds: number): World {
  const rules = JOBS.flatMap(serviceRules);
  const instances = JOBS.flatMap((job, number) =>
    range(INSTANCES).map((at) => ({ job, number, instance: `10.1.${number}.${at}:9100` })),
  );
  const samplers = instances.flatMap((one) => samplersOf(one));
  return {
    name: "services_500",
    ruleFile: [
      "groups:",
      "  - name: services",
      `    interval: ${intervalSeconds}s`,
      "    rules:",
      ...rules,
    ].join("\n"),
    rules: rules.length,
    historySeconds: HISTORY_SECONDS,
    stepSeconds: STEP_SECONDS,
    samplesAt: (second) => samplers.map((sample) => sample(second + HISTORY_SECONDS)),
  };
}

interface Instance {
  job: string;
  number: number;
  instance: string;
}
type Sampler = (second: number) => WorldSample;

function samplersOf({ job, number, instance }: Instance): Sampler[] {
  const own = { job, instance };
  const isFailing = number % 10 === 0;
  const isSlow = number % 10 === 1;
  const isFull = number % 10 === 2;
  return [
    ...range(ROUTES).flatMap((route) => [
      ...["200", "404", "500", "503"].map((status) =>
        counter(
          "http_requests_total",
          { ...own, route: `/v1/route-${route}`, status },
          rateOf(status, isFailing),
        ),
      ),
      durations({ ...own, route: `/v1/route-${route}` }, isSlow ? 10 : 1),
    ]),
    ...range(4).flatMap((cpu) =>
      ["idle", "user", "system", "iowait", "steal"].map((mode) =>
        counter("node_cpu_seconds_total", { ...own, cpu: `${cpu}`, mode }, mode === "idle" ? 0.7 : 0.075),
      ),
    ),
    ...range(8).map((disk) =>
      gauge("node_filesystem_avail_bytes", { ...own, mountpoint: `/data/${disk}` }, (second) =>
        isFull ? 2e10 - 2e6 * second : 2e10,
      ),
    ),
    ...range(8).flatMap((device) => [
      counter("node_network_receive_bytes_total", { ...own, device: `eth${device}` }, 1e6),
      counter("node_network_transmit_bytes_total", { ...own, device: `eth${device}` }, 1e6),
    ]),
    gauge("node_memory_MemAvailable_bytes", own, () => (isFull ? 5e8 : 1e10)),
    gauge("node_memory_MemTotal_bytes", own, () => 1.6e10),
    gauge("db_pool_active", own, () => (isSlow ? 20 : 5)),
    gauge("db_pool_max", own, () => 20),
    gauge("up", own, () => (number === 3 ? 0 : 1)),
    counter("process_restarts_total", own, number === 4 ? 0.01 : 0),
  ];
}

function rateOf(status: string, isFailing: boolean): number {
  if (!status.startsWith("5")) return status === "200" ? 50 : 2;
  return isFailing ? 5 : 0.001;
}

function counter(name: string, { ...labels }: Record<string, string>, aSecond: number): Sampler {
  return (second) => ({ name, type: "counter", labels, value: aSecond * second });
}

function gauge(
  name: string,
  { ...labels }: Record<string, string>,
  valueAt: (second: number) => number,
): Sampler {
  return (second) => ({ name, type: "gauge", labels, value: valueAt(second) });
}

/** A histogram that grows by the same durations each step: asked of by rising time. */
function durations(labels: Record<string, string>, factor: number): Sampler {
  const step = new ExponentialHistogram();
  for (const seconds of DURATIONS) step.record(seconds * factor);
  const total = new ExponentialHistogram();
  const sum = DURATIONS.reduce((all, seconds) => all + seconds * factor, 0);
  return (second) => {
    const steps = Math.round(second / STEP_SECONDS);
    while (total.count < steps * step.count) total.merge(step);
    return {
      name: "http_request_duration_seconds",
      type: "histogram",
      labels,
      value: total.count,
      sum: sum * steps,
      sketch: Buffer.from(total.encode()).toString("base64"),
    };
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}
