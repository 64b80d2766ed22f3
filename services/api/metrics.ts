import { ExponentialHistogram, firstBucketAbove } from "@mystocks/histogram";
import { HTTP_BOUNDS, type MetricFamily, type MetricSample } from "@mystocks/runtime";
import { publishedLabels, readNewestSamples, type NewestSampleRow } from "@mystocks/store";
import type { Pool } from "pg";

// A series that was silent for longer has ended; Prometheus would show its last value as if it went on.
const FRESH_SECONDS = 120;

const HELP: Record<string, string> = {
  mystocks_http_requests_total: "HTTP requests answered.",
  mystocks_http_request_duration_seconds: "Time from the request line to the end of the answer.",
  mystocks_db_connections_active: "Database connections in use.",
  mystocks_db_connections_idle: "Open database connections that nobody uses.",
  mystocks_db_connections_waiting: "Callers that wait for a database connection.",
  mystocks_db_connections_max: "Database connections that the pool may open.",
  mystocks_cache_hits_total: "Cache reads that found their key.",
  mystocks_cache_misses_total: "Cache reads that did not find their key.",
  mystocks_api_health_status: "1 when the service's own check says it is healthy, else 0.",
  mystocks_datasource_availability: "1 when the data source answers, else 0.",
  mystocks_operation_duration_seconds: "Duration of data operations.",
};

/** The newest value of every mystocks_* series that services sent, one family a name. */
export async function receivedFamilies(pool: Pool): Promise<MetricFamily[]> {
  const rows = await readNewestSamples(pool, { pattern: "mystocks\\_%", withinSeconds: FRESH_SECONDS });
  return [...Map.groupBy(rows, ({ name, type }) => `${name} ${type}`).values()].map((ofName) => {
    const { name, type } = ofName[0]!;
    return { name, type, help: HELP[name] ?? "Received from services.", samples: ofName.map(sampleOf) };
  });
}

function sampleOf(row: NewestSampleRow): MetricSample {
  const labels = publishedLabels(row.labels, row);
  if (row.type !== "histogram") return { labels, value: row.value };
  return { labels, value: row.value, sum: row.sum ?? 0, buckets: bucketsOf(row) };
}

const OPERATION_BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30];
const QUERY_BOUNDS = [0.001, 0.01, 0.1, 1, 5, 10];
const AMOUNT_BOUNDS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

/** MyStocks' bounds for the names it knows. */
function boundsOf(name: string): readonly number[] {
  if (name.startsWith("mystocks_http_")) return HTTP_BOUNDS;
  if (name === "mystocks_db_query_duration_seconds") return QUERY_BOUNDS;
  return name.endsWith("_seconds") ? OPERATION_BOUNDS : AMOUNT_BOUNDS;
}

function bucketsOf({ name, value, sketch }: NewestSampleRow): [number, number][] {
  if (sketch === null) return [];
  const histogram = ExponentialHistogram.decode(sketch);
  const bounds = boundsOf(name);
  // Not by `countAbove`, which may fall when the greatest value passes a bound: `rate` would see a reset.
  const before = histogram.countsBefore(bounds.map(firstBucketAbove));
  return bounds.map((bound, at) => [bound, value - histogram.count + before[at]!]);
}
