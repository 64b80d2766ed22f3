import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { BadData, stepParameter, timeParameter } from "./parameters.ts";

test("a time is the same in seconds and in RFC 3339", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (timeMs) => {
      expect(timeParameter("time", String(timeMs / 1000))).toBe(timeMs);
      expect(timeParameter("time", new Date(timeMs).toISOString())).toBe(timeMs);
    }),
  );
});

test("a step of several units is their sum", () => {
  fc.assert(
    fc.property(fc.nat(99), fc.nat(59), fc.integer({ min: 1, max: 59 }), (hours, minutes, seconds) => {
      const whole = ((hours * 60 + minutes) * 60 + seconds) * 1000;
      expect(stepParameter("step", `${hours}h${minutes}m${seconds}s`)).toBe(whole);
      expect(stepParameter("step", String(whole / 1000))).toBe(whole);
    }),
  );
});

test.each(["", "now", "1h 2m", "12x", "2026", "--1"])("%j is refused, not guessed at", (text) => {
  if (text !== "2026") expect(() => timeParameter("time", text)).toThrow(BadData);
  if (!/^\d+$/.test(text)) expect(() => stepParameter("step", text)).toThrow(BadData);
});

test("a step of nothing is refused", () => {
  expect(() => stepParameter("step", "0")).toThrow(/positive/);
  expect(() => stepParameter("step", "-5")).toThrow(/positive/);
});
