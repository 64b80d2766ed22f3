import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { balanceOf } from "./balance.ts";
import { sumOf } from "./flow.ts";
import { hop, line, reading, readings } from "./testing/readings.ts";

const within = line("recorder", "recorder");
const count = fc.integer({ min: 0, max: 1_000_000 });
const step = fc.record({ out: count, repeated: count, late: count, held: count, lost: count });

test("what went in is out, repeated, dropped, waiting or shown as unaccounted, whatever happened", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 20 }), (steps) => {
      const total = { in: 0, out: 0, repeated: 0, late: 0, held: 0, lost: 0 };
      const watched = steps.map((one, place) => {
        total.out += one.out;
        total.repeated += one.repeated;
        total.late += one.late;
        total.lost += one.lost;
        total.held = one.held;
        total.in = total.out + total.repeated + total.late + total.lost + total.held;
        const { late, lost: _, ...flow } = total;
        return reading(place * 2000, [hop("recorder", [{ ...flow, dropped: { late } }])]);
      });
      const balance = balanceOf(within, watched);
      const dropped = sumOf(Object.values(balance.dropped));
      expect(balance.in).toBe(
        balance.out! + balance.repeated! + dropped + balance.heldChange! + balance.unaccounted!,
      );
      expect(balance.unaccounted).toBe(sumOf(steps.slice(1).map(({ lost }) => lost)));
    }),
  );
});

/** Spans at a steady rate, of which some are always on the way, read in any phase. */
function steadyWay(perReading: number, lag: (place: number) => number, lostFrom = Infinity, lost = 0) {
  return readings(60, (place, atMs) => {
    const sent = place * perReading;
    const missing = place >= lostFrom ? lost : 0;
    return reading(atMs, [
      hop("exporter", [{ out: sent }]),
      hop("recorder", [{ in: Math.max(0, sent - lag(place)) - missing, out: 0 }]),
    ]);
  });
}
const way = line("exporter", "recorder");

test("what is only on its way is not missing", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 60, maxLength: 60 }), (lags) => {
      const balance = balanceOf(
        way,
        steadyWay(1000, (place) => lags[place % 20]!),
      );
      expect(Math.abs(balance.unaccounted!)).toBeLessThanOrEqual(balance.doubt);
    }),
  );
});

test("what stays away is missing once it is no delay any more", () => {
  const balance = balanceOf(
    way,
    steadyWay(1000, (place) => [0, 300, 120][place % 3]!, 30, 5000),
  );
  expect(balance.unaccounted).toBeGreaterThan(4500);
  expect(balance.unaccounted).toBeLessThanOrEqual(5000);
  expect(balance.doubt).toBeLessThan(100);
});

test("more than was sent is a surplus, doubted as far as repeats explain it", () => {
  const watched = readings(60, (place, atMs) => {
    const again = place >= 30 ? 700 : 0;
    return reading(atMs, [
      hop("exporter", [{ out: place * 100 }]),
      hop("recorder", [{ in: place * 100 + again, out: 0, repeated: again }]),
    ]);
  });
  expect(balanceOf(way, watched)).toMatchObject({ unaccounted: -700, doubt: 700 });
});

test("a faster stream with the same delay is a doubt, not a loss", () => {
  let sent = 0;
  const watched = readings(80, (place, atMs) => {
    const perSecond = place < 40 ? 100 : 5000;
    sent += perSecond * 2;
    return reading(atMs, [
      hop("exporter", [{ out: sent }]),
      hop("recorder", [{ in: sent - perSecond, out: 0 }]),
    ]);
  });
  const { unaccounted, doubt } = balanceOf(way, watched);
  expect(unaccounted).toBe(4900);
  expect(doubt).toBeGreaterThanOrEqual(unaccounted!);
});

test.each([
  ["a figure that was never read", [{ in: null, out: 5 }], "not_told"],
  ["a queue of which only bytes are known", [{ in: 5, out: 3, held: null }], "waiting_uncounted"],
] as const)("with %s nothing is claimed", (_, flows, why) => {
  const watched = readings(40, (_place, atMs) => reading(atMs, [hop("recorder", flows)]));
  expect(balanceOf(within, watched)).toMatchObject({ unaccounted: null, why });
});

test("a way watched for a moment is not judged", () => {
  const balance = balanceOf(way, steadyWay(1000, () => 0).slice(0, 5));
  expect(balance).toMatchObject({ unaccounted: null, why: "settling" });
});

test("a line begins where all its figures are known", () => {
  const watched = readings(10, (place, atMs) =>
    reading(atMs, [hop("recorder", [{ in: place < 4 ? null : 100, out: 100, held: 0 }])]),
  );
  expect(balanceOf(within, watched)).toMatchObject({ fromMs: 8000, toMs: 18_000, unaccounted: 0 });
});
