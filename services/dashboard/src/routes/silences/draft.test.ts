import { expect, test } from "@jest/globals";
import type { Silence } from "@mystocks/alerting";
import { bodyOf, draftOf, newDraft, NO_MATCHER } from "./draft.ts";

const matcher = { name: "service", value: "market-data", isRegex: false, isEqual: true };
const silence: Silence = {
  id: "0b6a1f0c-0000-4000-8000-000000000001",
  matchers: [matcher],
  startsAt: "2026-11-29T14:00:00.000Z",
  endsAt: "2026-11-29T15:30:00.000Z",
  recurrence: null,
  endsWithAlert: null,
  createdBy: "li",
  comment: "index is rebuilt",
  origin: "monitor",
  state: "active",
  isInForce: true,
  endedAt: null,
  alertmanagers: 0,
};

test("a silence in force is changed: it keeps its id and its end", () => {
  expect(bodyOf(draftOf(silence, "Asia/Shanghai"), "Asia/Shanghai")).toEqual({
    id: silence.id,
    matchers: [matcher],
    endsAt: "2026-11-29T15:30:00.000Z",
    comment: "index is rebuilt",
  });
});

test("one that is over is made anew", () => {
  const draft = draftOf({ ...silence, state: "expired" }, "UTC");
  expect(bodyOf(draft, "UTC")).toEqual({ matchers: [matcher], for: "1h", comment: "index is rebuilt" });
});

test("one of an alert ends with it, and empty rows ask for nothing", () => {
  expect(bodyOf(newDraft([matcher, NO_MATCHER], "41"), "UTC")).toEqual({
    matchers: [matcher],
    endsWithAlert: "41",
    comment: "",
  });
});

test("one to come starts when the zone's clocks show it", () => {
  const draft = { ...newDraft([matcher]), starts: "2026-11-30T09:30" };
  expect(bodyOf(draft, "Asia/Shanghai")).toMatchObject({ startsAt: "2026-11-30T01:30:00.000Z", for: "1h" });
});
