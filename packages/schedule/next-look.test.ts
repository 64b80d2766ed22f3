import { expect, test } from "@jest/globals";
import { calendarBook } from "@mystocks/calendar";
import { instantsOf } from "./instants.ts";
import { LOOK_MS, untilNextLook } from "./next-look.ts";

const now = new Date("2026-11-27T10:00:00.400Z");
const every = (everySeconds: number, decidedUntil: Date) => ({
  next: instantsOf({ everySeconds }, calendarBook().open),
  decidedUntil,
});

test("a run is not late by the pace of looking: the next look is just after the nearest instant", () => {
  const jobs = [every(3600, new Date("2026-11-27T10:00:00Z")), every(1, new Date("2026-11-27T10:00:00Z"))];
  expect(untilNextLook(jobs, now)).toBe(601);
});

test("an instant that is decided already is not looked for again", () => {
  expect(untilNextLook([every(1, new Date("2026-11-27T10:00:01Z"))], now)).toBe(1601);
});

test("without an instant that is near it looks at its pace, for what people ask and for lost owners", () => {
  expect(untilNextLook([every(3600, now)], now)).toBe(LOOK_MS);
  expect(untilNextLook([{ next: () => undefined, decidedUntil: now }], now)).toBe(LOOK_MS);
  expect(untilNextLook([], now)).toBe(LOOK_MS);
});
