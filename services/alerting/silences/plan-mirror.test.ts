import { expect, test } from "@jest/globals";
import type { StoredSilence } from "@mystocks/store/alerting";
import type { TheirSilence } from "./alertmanager-silences.ts";
import { planMirror } from "./plan-mirror.ts";

const NOW = Date.parse("2026-11-24T10:00:00Z");
const HOUR = 3_600_000;
const ID = "0a6f7a1e-43a1-4b5e-9a37-5fd1f6b2a001";
const OTHER = "0a6f7a1e-43a1-4b5e-9a37-5fd1f6b2a002";
const [A, B] = ["http://a:9093", "http://b:9093"];
const matchers = [{ name: "alertname", value: "Slow", isRegex: false, isEqual: true }];

const ours = (own: Partial<StoredSilence> = {}): StoredSilence => ({
  silenceId: ID,
  matchers,
  startsMs: NOW - HOUR,
  endsMs: NOW + HOUR,
  recurrence: null,
  endsWithAlert: null,
  createdBy: "li",
  comment: "deploy",
  origin: "monitor",
  mirrors: {},
  updatedMs: NOW - HOUR,
  expiredMs: null,
  ...own,
});
const theirs = (own: Partial<TheirSilence> = {}): TheirSilence => ({
  id: OTHER,
  matchers,
  startsMs: NOW - HOUR,
  endsMs: NOW + HOUR,
  updatedMs: NOW - HOUR,
  state: "active",
  createdBy: "wang",
  comment: "there",
  ...own,
});
const plan = (stored: StoredSilence[], a: TheirSilence[], b?: TheirSilence[]) =>
  planMirror(stored, new Map([[A, a] as const, ...(b === undefined ? [] : [[B, b] as const])]), NOW);
const kinds = (steps: ReturnType<typeof plan>) => steps.map((step) => step.do);

test("one of ours goes to one peer a round, since the others of a cluster hear of it from there", () => {
  const steps = plan([ours()], [], []);
  expect(steps).toMatchObject([
    { do: "post", url: A, silence: { comment: `deploy [mystocks-monitor ${ID}]` } },
  ]);
  const there = theirs({ comment: `deploy [mystocks-monitor ${ID}]` });
  expect(plan([ours({ mirrors: { [A]: OTHER } })], [there], [])).toMatchObject([{ do: "post", url: B }]);
});

test("one that was posted before its id could be noted is found by its mark", () => {
  const there = theirs({ comment: `deploy [mystocks-monitor ${ID}]` });
  expect(plan([ours()], [there])).toEqual([{ do: "adopt", silenceId: ID, url: A, id: OTHER }]);
});

test("one that an Alertmanager forgot is posted again, one that somebody ended there ends here", () => {
  const known = ours({ mirrors: { [A]: OTHER } });
  expect(kinds(plan([known], []))).toEqual(["post"]);
  const ended = theirs({ state: "expired", endsMs: NOW - 1000, updatedMs: NOW - 1000 });
  expect(plan([known], [ended])).toEqual([{ do: "expire", silenceId: ID }]);
});

test("one that ended here ends there", () => {
  const ended = ours({ mirrors: { [A]: OTHER }, expiredMs: NOW - 1000 });
  expect(plan([ended], [theirs()])).toEqual([{ do: "delete", url: A, id: OTHER }]);
  expect(plan([ended], [theirs({ state: "expired" })])).toEqual([]);
});

test("of two changes the newer one counts", () => {
  const mirrors = { [A]: OTHER };
  const longer = { endsMs: NOW + 2 * HOUR, updatedMs: NOW - 1000 };
  expect(plan([ours({ mirrors })], [theirs(longer)])).toMatchObject([
    { do: "import", silence: { silenceId: ID, origin: "monitor", endsMs: NOW + 2 * HOUR } },
  ]);
  expect(plan([ours({ mirrors, ...longer })], [theirs()])).toMatchObject([
    { do: "post", silence: { id: OTHER, endsMs: NOW + 2 * HOUR } },
  ]);
});

test("theirs come in once, whichever peers have them", () => {
  expect(plan([], [theirs()], [theirs()])).toMatchObject([
    { do: "import", silence: { silenceId: OTHER, origin: "alertmanager", mirrors: { [A]: OTHER } } },
  ]);
  expect(plan([], [theirs({ state: "expired" })])).toEqual([]);
});

test("a recurring one is there for the window that is open", () => {
  const recurrence = { weekdays: [2], from: "09:30", to: "10:30", timeZone: "UTC" };
  expect(plan([ours({ recurrence })], [])).toMatchObject([
    { do: "post", silence: { startsMs: NOW, endsMs: NOW + HOUR / 2 } },
  ]);
  expect(plan([ours({ recurrence: { ...recurrence, weekdays: [3] } })], [])).toEqual([]);
});
