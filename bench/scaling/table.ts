import { billOf } from "./prices.ts";
import { endOfOnePostgres, LARGEST_POSTGRES_GB, sizeOf, type Load } from "./model.ts";

const BEGIN = "<!-- sizes: written by bench/scaling/write-table.ts -->";
const END = "<!-- end of sizes -->";

const ASSUMED = { spansPerOperation: 3, keptShare: 0.01, utilisation: 0.5 };

/** The four sizes that are shown. */
export const LOADS: readonly Load[] = [
  { ...ASSUMED, operations: 1_000, keys: 200, rules: 200, browsers: 20 },
  { ...ASSUMED, operations: 10_000, keys: 500, rules: 500, browsers: 100 },
  { ...ASSUMED, operations: 100_000, keys: 2_000, rules: 2_000, browsers: 500 },
  { ...ASSUMED, operations: 1_000_000, keys: 2_000, rules: 10_000, browsers: 2_000 },
];

/** The text with its table made anew. Throws where the marks are that it belongs between. */
export function withSizes(text: string): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${BEGIN} … ${END} is not there`);
  return `${before}${BEGIN}\n\n${sizesTable()}\n\n${endOfOne()}\n\n${END}${after}`;
}

function sizesTable(): string {
  const columns = LOADS.map(columnOf);
  const rows = Object.keys(columns[0] ?? {}).map(
    (name) => `| ${[name, ...columns.map((column) => column[name] ?? "")].join(" | ")} |`,
  );
  const heads = LOADS.map(({ operations }) => `${thousands(operations)} operations/s`);
  return [`| | ${heads.join(" | ")} |`, `| --- |${" ---: |".repeat(LOADS.length)}`, ...rows].join("\n");
}

const BACKENDS = 8;

function endOfOne(): string {
  const { byDisk, byRows } = endOfOnePostgres(
    { ...ASSUMED, operations: 0, keys: 2_000, rules: 0, browsers: 0 },
    BACKENDS,
  );
  const about = (operations: number) => thousands(Math.round(operations / 1000) * 1000);
  return `One PostgreSQL of ${disk(LARGEST_POSTGRES_GB)} is full at ${about(byDisk)} operations/s; ${BACKENDS} recorders would write ${about(byRows)} into it.`;
}

function columnOf(load: Load): Record<string, string> {
  const size = sizeOf(load);
  const bill = billOf(size, load.utilisation);
  const { collector, kafka, recorder, alerting, realtime, postgres } = size.cores;
  const isOurs = bill.store === "PostgreSQL";
  return {
    "spans/s": thousands(size.spans),
    "busy operations / rules / browsers": [load.keys, load.rules, load.browsers].map(thousands).join(" / "),
    "Collector, cores": cores(collector),
    "Kafka, cores of all brokers": cores(kafka),
    "partitions of telemetry and pulses": String(size.partitions),
    recorders: `${size.recorders} (${cores(recorder)} cores, ${gib(size.memoryGib.recorder)})`,
    "alerting, each of two": `${cores(alerting)} cores, ${gib(size.memoryGib.alerting)}`,
    "realtime, all browsers": `${cores(realtime)} cores, ${gib(size.memoryGib.realtime)}`,
    "store of spans": bill.store,
    "PostgreSQL, cores": isOurs ? cores(postgres) : "4, without spans",
    "disk: spans": isOurs
      ? disk(size.disk.spansGb)
      : `${disk(size.disk.spansGb)} in PostgreSQL: too much for one`,
    "disk: figures by second, minute, hour": disk(size.disk.pulsesGb),
    "disk: Kafka, all brokers": disk(size.disk.kafkaGb),
    "cores with standbys": thousands(bill.cores),
    "disk with standbys": disk(bill.diskGb),
    "a month": `$${thousands(Math.round(bill.dollars / 10) * 10)}`,
  };
}

const thousands = (value: number) => value.toLocaleString("en-US");
const cores = (value: number) =>
  value < 0.05 ? "< 0.1" : value < 10 ? value.toFixed(1) : thousands(Math.round(value));
const gib = (value: number) => `${value.toFixed(1)} GiB`;
const disk = (gb: number) => (gb < 1000 ? `${Math.round(gb)} GB` : `${(gb / 1000).toFixed(1)} TB`);
