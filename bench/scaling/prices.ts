import { MEASURED } from "./measurements.ts";
import { LARGEST_POSTGRES_GB, type Size } from "./model.ts";

/** Dollars of a month, list prices on demand in us-east-1, June 2026: half an m7g.large (0.0816 an hour, 4 GiB a core). */
const PRICES = { core: (0.0816 / 2) * 730, gbOfDisk: 0.08 };

/** Another store takes the spans over. Neither figure is ours: see docs/scaling.md. */
const CLICKHOUSE = { spansPerCore: 12_500, spanBytes: 60, replicas: 2 };

export interface Bill {
  store: "PostgreSQL" | "PostgreSQL and ClickHouse";
  cores: number;
  diskGb: number;
  dollars: number;
}

/** Everything twice that a failure must not take: PostgreSQL with a standby, two alerting, two api, two realtime. */
export function billOf(size: Size, utilisation: number): Bill {
  const { collector, kafka, recorder, alerting, realtime, postgres } = size.cores;
  const fits = size.disk.spansGb + size.disk.pulsesGb <= LARGEST_POSTGRES_GB;
  const whole = (cores: number, least: number) => Math.max(least, Math.ceil(cores));
  const api = 2;
  const shared =
    api +
    whole(realtime, 2) +
    whole(collector, 2) +
    whole(kafka, 3) +
    whole(recorder, 2) +
    2 * whole(alerting, 1);
  // Without the spans what is left of PostgreSQL's work is pulses and what people ask.
  const storeCores = fits ? 2 * whole(postgres, 2) : 2 * 4 + clickhouseCores(size.spans, utilisation);
  const spanDisk = fits ? 2 * size.disk.spansGb : size.disk.spansGb * spanRatio() * CLICKHOUSE.replicas;
  const cores = shared + storeCores;
  const diskGb = spanDisk + 2 * size.disk.pulsesGb + size.disk.kafkaGb;
  return {
    store: fits ? "PostgreSQL" : "PostgreSQL and ClickHouse",
    cores,
    diskGb,
    dollars: cores * PRICES.core + diskGb * PRICES.gbOfDisk,
  };
}

const clickhouseCores = (spans: number, utilisation: number) =>
  Math.ceil((spans / CLICKHOUSE.spansPerCore / utilisation) * CLICKHOUSE.replicas);

const spanRatio = () => CLICKHOUSE.spanBytes / MEASURED.spanBytes.value;
