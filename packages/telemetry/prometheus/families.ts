import type { Attributes } from "@opentelemetry/api";
import type { Histogram, MetricData, ResourceMetrics } from "@opentelemetry/sdk-metrics";
import { DataPointType } from "@opentelemetry/sdk-metrics";

import { SCOPE } from "../names.ts";
import type { Buckets } from "./exponential.ts";
import { classicBuckets } from "./exponential.ts";
import type { FamilyType } from "./names.ts";
import { familyName, labelName } from "./names.ts";

/** Everything of one name: Prometheus wants it together, under one HELP and one TYPE. */
export interface Family {
  name: string;
  type: FamilyType;
  help: string;
  /** By the text of their labels, so that no series can come twice. */
  series: Map<string, Series>;
}

export interface Series {
  labels: string;
  value: number;
  buckets?: Buckets;
}

export function familiesOf({ scopeMetrics }: ResourceMetrics): Family[] {
  const families = new Map<string, Family>();
  for (const { scope, metrics } of scopeMetrics) {
    // Another's metric may have our name; ours stay free of the label, as MyStocks' rules know them.
    const scopeLabel = scope.name === SCOPE ? {} : { otel_scope_name: scope.name };
    for (const metric of metrics) addMetric(families, metric, scopeLabel);
  }
  return [...families.values()].filter(({ series }) => series.size > 0);
}

function addMetric(families: Map<string, Family>, metric: MetricData, scopeLabel: Attributes): void {
  const type = typeOf(metric);
  const { name, factor } = familyName(metric.descriptor, type);
  const family = familyFor(families, { name, type, help: helpOf(metric) });
  for (const point of metric.dataPoints) {
    const labels = labelsText({ ...point.attributes, ...scopeLabel });
    merge(family, seriesOf(point.value, labels, factor));
  }
}

/** A counter and a gauge of one name can't share a family; the later one steps aside as `name_2`. */
function familyFor(families: Map<string, Family>, wanted: Omit<Family, "series">): Family {
  for (let copy = 1; ; copy++) {
    const name = copy === 1 ? wanted.name : numbered(wanted.name, copy);
    const there = families.get(name);
    if (there === undefined) {
      const family = { ...wanted, name, series: new Map() };
      families.set(name, family);
      return family;
    }
    if (there.type === wanted.type) return there;
  }
}

function numbered(name: string, copy: number): string {
  return name.endsWith("_total") ? `${name.slice(0, -6)}_${copy}_total` : `${name}_${copy}`;
}

function typeOf(metric: MetricData): FamilyType {
  if (metric.dataPointType === DataPointType.SUM) return metric.isMonotonic ? "counter" : "gauge";
  return metric.dataPointType === DataPointType.GAUGE ? "gauge" : "histogram";
}

function helpOf({ descriptor }: MetricData): string {
  return descriptor.description || `${descriptor.name}, not described.`;
}

type PointValue = MetricData["dataPoints"][number]["value"];

function seriesOf(value: PointValue, labels: string, factor: number): Series {
  if (typeof value === "number") return { labels, value: value * factor };
  const buckets = "scale" in value ? classicBuckets(value, factor) : explicitBuckets(value, factor);
  return { labels, value: (value.sum ?? 0) * factor, buckets };
}

function explicitBuckets({ buckets, count }: Histogram, factor: number): Buckets {
  return { count, bounds: buckets.boundaries.map((bound) => scaled(bound, factor)), counts: buckets.counts };
}

/** 5 × 0.001 is 0.005 and not 0.0050000000000000001: it becomes a label. */
function scaled(bound: number, factor: number): number {
  return Number((bound * factor).toPrecision(15));
}

/** Two instruments that became one series: what counts is added, of a gauge the later one stands. */
function merge(family: Family, series: Series): void {
  const there = family.series.get(series.labels);
  if (there === undefined || family.type === "gauge") {
    family.series.set(series.labels, series);
    return;
  }
  if (there.buckets === undefined || series.buckets === undefined) {
    there.value += series.value;
    return;
  }
  if (String(there.buckets.bounds) !== String(series.buckets.bounds)) return;
  const counts = there.buckets.counts.map((count, at) => count + (series.buckets?.counts[at] ?? 0));
  there.value += series.value;
  there.buckets = { ...there.buckets, counts, count: there.buckets.count + series.buckets.count };
}

/** Sorted; where two keys become one label (`a.b` and `a_b`) the values are joined by `;`, as OpenTelemetry asks. */
export function labelsText(attributes: Attributes): string {
  const labels = new Map<string, string>();
  for (const key of Object.keys(attributes).sort()) {
    const value = attributes[key];
    if (value === undefined) continue;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const name = labelName(key);
    const there = labels.get(name);
    labels.set(name, there === undefined ? text : `${there};${text}`);
  }
  return [...labels].map(([name, text]) => `${name}="${escaped(text)}"`).join(",");
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
