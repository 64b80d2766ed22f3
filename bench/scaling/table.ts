import { billOf } from "./prices.ts";
import { endOfOnePostgres, LARGEST_POSTGRES_GB, sizeOf, type Load } from "./model.ts";
import { WORDS, type Row, type Words } from "./words.ts";

const BEGIN = "<!-- sizes: written by bench/scaling/write-table.ts -->";
const END = "<!-- end of sizes -->";

const ASSUMED = { spansPerOperation: 3, keptShare: 0.01, utilisation: 0.5 };

/** The pages that have the table, with the words of each. */
export const PAGES: Readonly<Record<string, Words>> = {
  "scaling.md": WORDS.en,
  "scaling.zh-CN.md": WORDS.zh,
};

/** The four sizes that are shown. */
export const LOADS: readonly Load[] = [
  { ...ASSUMED, operations: 1_000, keys: 200, rules: 200, browsers: 20 },
  { ...ASSUMED, operations: 10_000, keys: 500, rules: 500, browsers: 100 },
  { ...ASSUMED, operations: 100_000, keys: 2_000, rules: 2_000, browsers: 500 },
  { ...ASSUMED, operations: 1_000_000, keys: 2_000, rules: 10_000, browsers: 2_000 },
];

/** The text with its table made anew. Throws where the marks are that it belongs between. */
export function withSizes(text: string, words: Words): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${BEGIN} … ${END} is not there`);
  return `${before}${BEGIN}\n\n${sizesTable(words)}\n\n${endOfOne(words)}\n\n${END}${after}`;
}

function sizesTable(words: Words): string {
  const columns = LOADS.map((load) => columnOf(load, words));
  const rows = (Object.keys(words.rows) as Row[]).map(
    (row) => `| ${[words.rows[row], ...columns.map((column) => column[row])].join(" | ")} |`,
  );
  const heads = LOADS.map(({ operations }) => words.operations(thousands(operations)));
  return [`| | ${heads.join(" | ")} |`, `| --- |${" ---: |".repeat(LOADS.length)}`, ...rows].join("\n");
}

const BACKENDS = 8;

function endOfOne(words: Words): string {
  const { byDisk, byRows } = endOfOnePostgres(
    { ...ASSUMED, operations: 0, keys: 2_000, rules: 0, browsers: 0 },
    BACKENDS,
  );
  const about = (operations: number) => thousands(Math.round(operations / 1000) * 1000);
  return words.endOfOne({
    disk: disk(LARGEST_POSTGRES_GB),
    byDisk: about(byDisk),
    backends: String(BACKENDS),
    byRows: about(byRows),
  });
}

/** Chosen, not measured: what PostgreSQL needs where another store has the spans. */
const WITHOUT_SPANS_CORES = "4";

function columnOf(load: Load, words: Words): Record<Row, string> {
  const size = sizeOf(load);
  const bill = billOf(size, load.utilisation);
  const { collector, kafka, recorder, alerting, realtime, postgres } = size.cores;
  const isAlone = bill.store === "PostgreSQL";
  return {
    spans: thousands(size.spans),
    load: [load.keys, load.rules, load.browsers].map(thousands).join(" / "),
    collector: cores(collector),
    kafka: cores(kafka),
    partitions: String(size.partitions),
    recorders: words.recorders(String(size.recorders), cores(recorder), gib(size.memoryGib.recorder)),
    alerting: words.coresAndMemory(cores(alerting), gib(size.memoryGib.alerting)),
    realtime: words.coresAndMemory(cores(realtime), gib(size.memoryGib.realtime)),
    store: words.store(isAlone),
    postgres: words.postgresCores(isAlone ? cores(postgres) : WITHOUT_SPANS_CORES, isAlone),
    diskSpans: words.spansDisk(disk(size.disk.spansGb), isAlone),
    diskPulses: disk(size.disk.pulsesGb),
    diskKafka: disk(size.disk.kafkaGb),
    cores: thousands(bill.cores),
    disk: disk(bill.diskGb),
    month: `$${thousands(Math.round(bill.dollars / 10) * 10)}`,
  };
}

const thousands = (value: number) => value.toLocaleString("en-US");
const cores = (value: number) =>
  value < 0.05 ? "< 0.1" : value < 10 ? value.toFixed(1) : thousands(Math.round(value));
const gib = (value: number) => `${value.toFixed(1)} GiB`;
const disk = (gb: number) => (gb < 1000 ? `${Math.round(gb)} GB` : `${(gb / 1000).toFixed(1)} TB`);
