import { ExponentialHistogram } from "@mystocks/histogram";
import { Labels, type Series } from "@mystocks/promql";
import { startPrometheus } from "@mystocks/promql/testing";
import { alertsOf, type Rival } from "./rival.ts";
import type { WorldSample } from "./world.ts";

const FLAGS = ["--enable-feature=native-histograms"];

/** Debian's Prometheus with the rule file; it is told of samples by remote write, so that it scrapes nothing. */
export async function startPrometheusRival(ruleFile: string): Promise<Rival> {
  const prometheus = await startPrometheus("prometheus", FLAGS, [ruleFile]);
  const labels = new WeakMap<object, Labels>();
  const labelsOf = (sample: WorldSample): Labels => {
    const known = labels.get(sample.labels) ?? Labels.of({ ...sample.labels, __name__: sample.name });
    labels.set(sample.labels, known);
    return known;
  };
  return {
    setClock: () => Promise.resolve(),
    push: (samples, timeMs) =>
      prometheus.write(samples.map((sample) => seriesOf(labelsOf(sample), sample, timeMs))),
    async used() {
      const text = await (await fetch(`${prometheus.url}/metrics`)).text();
      return {
        // The total counts those too that were due while another was still running.
        evaluations:
          figure(text, "prometheus_rule_group_iterations_total") -
          figure(text, "prometheus_rule_group_iterations_missed_total"),
        lastSeconds: figure(text, "prometheus_rule_group_last_duration_seconds"),
        processorSeconds: figure(text, "process_cpu_seconds_total"),
        rssMiB: figure(text, "process_resident_memory_bytes") / 2 ** 20,
      };
    },
    alerts: () => alertsOf(`${prometheus.url}/api/v1/alerts`),
    settled: () => Promise.resolve(true),
    stop: () => prometheus.stop(),
  };
}

function seriesOf(labels: Labels, { value, sketch }: WorldSample, timeMs: number): Series {
  return {
    labels,
    length: 1,
    times: Float64Array.of(timeMs),
    values: Float64Array.of(value),
    ...(sketch !== undefined && { histograms: [ExponentialHistogram.decode(Buffer.from(sketch, "base64"))] }),
  };
}

/** 0 as long as there is none. */
function figure(text: string, name: string): number {
  const line = text.split("\n").find((one) => one.startsWith(`${name} `) || one.startsWith(`${name}{`));
  return line === undefined ? 0 : Number(line.slice(line.lastIndexOf(" ")));
}
