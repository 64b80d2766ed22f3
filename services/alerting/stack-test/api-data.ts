import { encodePulse, type SeriesSample } from "@mystocks/events";
import { ExponentialHistogram } from "@mystocks/histogram";
import { Labels, type Series } from "@mystocks/promql";

interface Point {
  second: number;
  sample: SeriesSample;
  histogram?: ExponentialHistogram;
}

/** The same samples twice: as what recorders publish, and as series that Prometheus is written. */
export class ApiData {
  readonly #points: Point[] = [];

  constructor(startSecond: number, seconds: number) {
    const latency = new ExponentialHistogram();
    for (let at = 0; at <= seconds; at++) {
      const second = startSecond + at;
      this.#add(second, "pace", "gauge", {}, at * at);
      if (at % 5 !== 0) continue;
      for (const [i, room] of ["a", "b", "c"].entries())
        this.#add(second, "temperature", "gauge", { room }, 18.25 + i * 2 + Math.sin(at / 7 + i));
      for (const code of ["200", "500"])
        this.#add(second, "requests_total", "counter", { code, method: "GET" }, at % 150 === 0 ? 0 : at * 3);
      for (let i = 1; i <= 10; i++) latency.record(((at + i) % 37) / 10 + 0.001);
      this.#addHistogram(second, "latency_seconds", latency.clone());
    }
  }

  /** What a recorder publishes in each second. */
  *events() {
    const seconds = Map.groupBy(this.#points, ({ second }) => second);
    let sequence = 0;
    for (const [second, points] of seconds) {
      const samples = points.map(({ sample }) => sample);
      const event = { source: "api-data", partition: 0, sequence: ++sequence, observedSecond: second };
      yield { second, message: encodePulse({ ...event, pulses: [], samples, logs: [] }) };
    }
  }

  /** Of a histogram also its count and sum, as the live store has them. */
  series(): Series[] {
    const bySeries = Map.groupBy(this.#points, ({ sample }) => JSON.stringify([sample.name, sample.labels]));
    return [...bySeries.values()].flatMap((points) => {
      const { name, labels, type } = points[0]!.sample;
      const one = (suffix: string, valueOf: (point: Point) => number, histograms?: Series["histograms"]) => ({
        labels: Labels.of({ ...labels, __name__: `${name}${suffix}` }),
        length: points.length,
        times: Float64Array.from(points, ({ second }) => second * 1000),
        values: Float64Array.from(points, valueOf),
        ...(histograms !== undefined && { histograms }),
      });
      if (type !== "histogram") return [one("", ({ sample }) => sample.value)];
      const histograms = points.map(({ histogram }) => histogram);
      return [
        one("", () => NaN, histograms),
        one("_count", ({ sample }) => sample.value),
        one("_sum", ({ sample }) => sample.sum!),
      ];
    });
  }

  #add(
    second: number,
    name: string,
    type: "gauge" | "counter",
    labels: Record<string, string>,
    value: number,
  ): void {
    this.#points.push({ second, sample: { name, type, labels, timeMs: second * 1000, value } });
  }

  #addHistogram(second: number, name: string, histogram: ExponentialHistogram): void {
    const sketch = Buffer.from(histogram.encode()).toString("base64");
    const { count, sum } = histogram;
    const sample = { name, type: "histogram", labels: {}, timeMs: second * 1000, value: count, sum } as const;
    this.#points.push({ second, sample: { ...sample, sketch }, histogram });
  }
}
