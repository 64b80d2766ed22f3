import { expect, test } from "@jest/globals";
import { array, assert, constantFrom, double, nat, property, tuple } from "fast-check";
import { Labels } from "@mystocks/promql";
import { FloatTrack } from "./float-track.ts";

const step = tuple(
  constantFrom("append", "stale", "carry", "add", "drop"),
  nat(400),
  double({ noNaN: true }),
);

test("whatever is done to it, a track is what a plain list would be", () => {
  assert(
    property(array(step, { maxLength: 300 }), (steps) => {
      const track = new FloatTrack();
      let list: { time: number; value: number; stale: number }[] = [];
      let now = 0;
      for (const [kind, amount, value] of steps) {
        now += amount;
        if (kind === "append" || kind === "stale") {
          const stale = kind === "stale" ? 1 : 0;
          if (stale) track.appendStale(now);
          else track.append(now, value);
          if (list.length > 0 && now <= list.at(-1)!.time) list.pop();
          list.push({ time: now, value: stale ? NaN : value, stale });
        } else if (kind === "carry" && list.length > 0 && list.at(-1)!.stale === 0) {
          track.carryForward(now, 100);
          const last = list.at(-1)!;
          for (let time = last.time + 100; time <= now; time += 100) list.push({ ...last, time });
        } else if (kind === "add") {
          track.addFrom(now - 200, 1);
          for (const sample of list) if (sample.time >= now - 200) sample.value += 1;
        } else if (kind === "drop") {
          track.dropBefore(now - 500);
          list = list.filter(({ time }) => time >= now - 500);
        }
        // Read between any two changes, so that one which forgets what was handed out is found.
        const { length, times, values } = track.seriesOf(Labels.empty);
        expect([length, times[0], times[length - 1]]).toEqual([
          list.length,
          list[0]?.time,
          list.at(-1)?.time,
        ]);
        expect(values[length - 1]).toBe(list.at(-1)?.value);
      }
      expect([...track.times]).toEqual(list.map(({ time }) => time));
      const { values, stale } = track.seriesOf(Labels.empty);
      expect([...values]).toEqual(list.map((sample) => sample.value));
      expect([...(stale ?? list.map(() => 0))]).toEqual(list.map((sample) => sample.stale));
      expect(track.length).toBe(list.length);
    }),
  );
});

test("what has been dropped leaves no end of the series where its room is used again", () => {
  const track = new FloatTrack();
  for (let time = 0; time < 64; time++) {
    if (time % 2 === 0) track.append(time, time);
    else track.appendStale(time);
  }
  track.dropBefore(40);
  for (let time = 64; time < 100; time++) track.append(time, time);
  track.dropBefore(64);
  expect([...track.stale!]).toEqual(Array.from({ length: 36 }, () => 0));
  expect([...track.values]).toEqual([...track.times]);
});
