import { expect, test } from "@jest/globals";
import { ledgerOf } from "./ledger.ts";
import { hop, reading, readings } from "./testing/readings.ts";

const named = (lines: ReturnType<typeof ledgerOf>) =>
  lines.map(({ line: { from, to, signal, unit } }) => `${from} ${to} ${signal} ${unit}`);

test("without a Collector and Kafka the account has no line of them", () => {
  const watched = readings(3, (place, atMs) =>
    reading(atMs, [
      hop("services", [{ in: place, out: place, held: 0 }]),
      hop("recorder", [{ in: place, out: place, held: 0 }]),
      hop("pulses", [{ signal: "pulses", unit: "commits", in: place, out: place, held: 0 }]),
      hop("realtime", [{ signal: "pulses", unit: "commits", in: place, held: 0 }]),
    ]),
  );
  expect(named(ledgerOf(watched))).toEqual([
    "services services spans items",
    "services recorder spans items",
    "recorder recorder spans items",
    "pulses pulses pulses commits",
    "pulses realtime pulses commits",
  ]);
});

test("what lies in Kafka is counted in items by what its records hold on average", () => {
  const watched = readings(40, (place, atMs) => {
    const isStill = place >= 20;
    const taken = isStill ? 20 : place;
    return reading(atMs, [
      hop("exporter", [{ in: place * 1000, out: place * 1000, held: 0 }]),
      hop("kafka", [{ unit: "records", in: place * 10, out: taken * 10, held: (place - taken) * 10 }]),
      hop("recorder", [
        { in: taken * 1000, out: taken * 1000, held: 0 },
        { unit: "records", in: taken * 10, out: taken * 10, held: 0 },
      ]),
    ]);
  });
  const way = ledgerOf(watched).find(({ line }) => line.from === "exporter" && line.to === "recorder")!;
  expect(way).toMatchObject({ in: 39_000, out: 20_000, heldChange: 19_000, unaccounted: 0 });
});

test("while a service does not tell what it sends nothing is claimed of the way from the services", () => {
  const watched = readings(40, (place, atMs) =>
    reading(atMs, [
      hop("services", [{ in: place, out: place, held: 0 }], { untold: ["python"] }),
      hop("recorder", [{ in: place * 9, out: place * 9, held: 0 }]),
    ]),
  );
  const ways = ledgerOf(watched).filter(({ line }) => line.from === "services");
  expect(ways.map(({ unaccounted, why }) => [unaccounted, why])).toEqual([
    [null, "not_all_tell"],
    [null, "not_all_tell"],
  ]);
});

test("lines that begin a little apart are made to begin together, one that begins much later is not waited for", () => {
  const watched = readings(60, (place, atMs) =>
    reading(atMs, [
      hop("exporter", [{ in: place < 50 ? null : place * 10, out: place < 50 ? null : place * 10, held: 0 }]),
      hop("services", [{ in: place < 5 ? null : place * 10, out: place < 5 ? null : place * 10, held: 0 }]),
      hop("recorder", [{ in: place * 10, out: place * 10, held: 0 }]),
    ]),
  );
  const begins = ledgerOf(watched)
    .filter(({ line }) => line.from === line.to)
    .map(({ line, fromMs }) => [line.from, fromMs]);
  expect(begins).toEqual([
    ["services", 10_000],
    ["exporter", 100_000],
    ["recorder", 10_000],
  ]);
});
