import { balanceOf, type Balance, type Line } from "./balance.ts";
import { flowOf, type HopName, type Reading, type Signal, type Unit } from "./flow.ts";

const ITEMS: readonly Signal[] = ["spans", "samples", "logs"];

/** Every line that can be drawn up between the hops there are, in the order of the way. */
function linesOf(reading: Reading): Line[] {
  const has = (hop: HopName) => reading.hops.has(hop);
  const entrance: HopName = has("collector") ? "collector" : "recorder";
  const lines: Line[] = [];
  for (const signal of ITEMS) {
    lines.push(within("services", signal), way("services", entrance, signal));
    if (has("exporter"))
      lines.push({ ...within("exporter", signal), isExact: false }, wayToRecorder(signal, has("kafka")));
    if (has("kafka"))
      lines.push(within("kafka", signal, "records"), {
        ...way("kafka", "recorder", signal, "records"),
        isExact: true,
      });
    lines.push(within("recorder", signal, "records"), within("recorder", signal));
  }
  lines.push(within("recorder", "requests", "records"));
  lines.push(within("pulses", "pulses", "commits"), way("pulses", "realtime", "pulses", "commits"));
  return lines.filter(
    ({ from, to, signal, unit }) => flowOf(reading, from, signal, unit) && flowOf(reading, to, signal, unit),
  );
}

const within = (hop: HopName, signal: Signal, unit: Unit = "items"): Line => ({
  from: hop,
  to: hop,
  signal,
  unit,
  isExact: true,
});

const way = (from: HopName, to: HopName, signal: Signal, unit: Unit = "items"): Line => ({
  from,
  to,
  signal,
  unit,
  isExact: false,
});

/** What lies in Kafka between the two is counted in records; how many items those hold is an average. */
function wayToRecorder(signal: Signal, hasKafka: boolean): Line {
  const line = way("exporter", "recorder", signal);
  if (!hasKafka) return line;
  return {
    ...line,
    between(reading) {
      const lag = flowOf(reading, "kafka", signal, "records")?.held ?? null;
      if (lag === null || lag === 0) return lag;
      const [items, records] = [
        flowOf(reading, "recorder", signal),
        flowOf(reading, "recorder", signal, "records"),
      ];
      return items?.in && records?.in ? Math.round((lag * items.in) / records.in) : null;
    },
  };
}

/** Lines of one signal that begin so far apart are made to begin together, so that they can be compared. */
const TOGETHER_MS = 30_000;

/** The account of these readings. A signal that nobody sends has no lines where nothing is told of it. */
export function ledgerOf(readings: readonly Reading[]): Balance[] {
  const last = readings.at(-1);
  if (last === undefined) return [];
  const untold = last.hops.get("services")?.untold ?? [];
  return [...Map.groupBy(linesOf(last), ({ signal }) => signal).values()]
    .flatMap((lines) => balancesOf(lines, readings))
    .map((balance) =>
      balance.line.from === "services" && untold.length > 0
        ? { ...balance, unaccounted: null, why: "not_all_tell" as const }
        : balance,
    )
    .filter(({ in: entered, line }) => entered !== null || isSent(last, line.signal));
}

function balancesOf(lines: readonly Line[], readings: readonly Reading[]): Balance[] {
  const balances = lines.map((line) => balanceOf(line, readings));
  const begins = balances.flatMap(({ in: entered, fromMs }) => (entered === null ? [] : [fromMs]));
  const beginMs = Math.max(...begins.filter((ms) => ms <= Math.min(...begins) + TOGETHER_MS));
  if (begins.every((ms) => ms === beginMs)) return balances;
  const shared = readings.filter(({ atMs }) => atMs >= beginMs);
  return lines.map((line) => balanceOf(line, shared));
}

const isSent = (reading: Reading, signal: Signal): boolean =>
  (flowOf(reading, "recorder", signal)?.in ?? 0) > 0;
