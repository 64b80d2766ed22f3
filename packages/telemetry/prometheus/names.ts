import type { MetricDescriptor } from "@opentelemetry/sdk-metrics";

/** What a unit of OpenTelemetry becomes: Prometheus has base units only, so values are multiplied by `factor`. */
interface Unit {
  word: string;
  factor: number;
  /** How people write it at the end of a name. */
  endings: readonly string[];
}

const unit = (word: string, factor: number, ...endings: string[]): Unit => ({ word, factor, endings });

const UNITS = new Map<string, Unit>([
  ["s", unit("seconds", 1, "seconds", "sec", "s")],
  ["ms", unit("seconds", 1e-3, "milliseconds", "millis", "ms")],
  ["us", unit("seconds", 1e-6, "microseconds", "us")],
  ["ns", unit("seconds", 1e-9, "nanoseconds", "ns")],
  ["min", unit("seconds", 60, "minutes", "min")],
  ["h", unit("seconds", 3_600, "hours", "h")],
  ["By", unit("bytes", 1, "bytes", "b")],
  ["KiBy", unit("bytes", 1_024, "kibibytes", "kib", "kb")],
  ["MiBy", unit("bytes", 1_024 ** 2, "mebibytes", "mib", "mb")],
  ["kBy", unit("bytes", 1e3, "kilobytes", "kb")],
  ["MBy", unit("bytes", 1e6, "megabytes", "mb")],
]);

const COUNTER_ENDING = /_total$/;
/** Endings that belong to parts of a counter or a histogram; a gauge with one would be refused. */
const RESERVED_ENDING = /_(count|sum|bucket|total|info)$/;

export type FamilyType = "counter" | "gauge" | "histogram";

export interface FamilyName {
  name: string;
  factor: number;
}

/** `http.server.request.duration` in `ms` → `http_server_request_duration_seconds`, values times 0.001. */
export function familyName({ name, unit }: MetricDescriptor, type: FamilyType): FamilyName {
  const known = UNITS.get(unit);
  let text = metricName(name).replace(COUNTER_ENDING, "");
  if (known !== undefined) text = `${withoutEnding(text, known.endings)}_${known.word}`;
  if (type === "counter") return { name: `${text}_total`, factor: known?.factor ?? 1 };
  return { name: text.replace(RESERVED_ENDING, "_$1_value"), factor: known?.factor ?? 1 };
}

function withoutEnding(name: string, endings: readonly string[]): string {
  const ending = endings.find((each) => name.endsWith(`_${each}`));
  return ending === undefined ? name : name.slice(0, -ending.length - 1);
}

function metricName(name: string): string {
  const text = name
    .replaceAll(/[^a-zA-Z0-9_]/g, "_")
    .replaceAll(/_+/g, "_")
    .replace(/_$/, "");
  return /^[0-9]/.test(text) ? `_${text}` : text || "_";
}

const MADE_BY_PROMETHEUS = new Set(["le", "quantile", "job", "instance"]);

/** `http.route` → `http_route`. Names that Prometheus gives itself get `exported_` in front, as it would do. */
export function labelName(key: string): string {
  const text = key.replaceAll(/[^a-zA-Z0-9_]/g, "_").replace(/^__+/, "_");
  if (MADE_BY_PROMETHEUS.has(text)) return `exported_${text}`;
  return /^[0-9]/.test(text) ? `_${text}` : text || "_";
}
