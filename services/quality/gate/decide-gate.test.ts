import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { decideGate, worstState, type GateCheck, type GateFindings } from "./decide-gate.ts";

const DUE = Date.parse("2025-06-11T09:30:00Z");
const why = { en: "why", zh: "原因" };
const check = (verdict: string, isOfOthers = false): GateCheck => ({
  check: verdict,
  verdict,
  why,
  isOfOthers,
});
const findings = (given: Partial<GateFindings> = {}): GateFindings => ({
  dataset: "daily_kline",
  day: "2025-06-11",
  isOpen: "open",
  checks: [check("pass"), check("skipped")],
  judgedAtMs: DUE + 1000,
  dueMs: DUE,
  missingSymbols: [],
  unreadable: null,
  symbols: null,
  ...given,
});
const missing = (count: number) => Array.from({ length: count }, (_, at) => `s${at}`);

test.each<[string, Partial<GateFindings>, string, string, string[]]>([
  ["all passes", {}, "ok", "ok", []],
  ["a failure blocks", { checks: [check("fail")] }, "blocked", "blocked", ["fails"]],
  ["a warning degrades", { checks: [check("warn")] }, "degraded", "degraded", ["warns"]],
  ["an error is not known", { checks: [check("error")] }, "degraded", "blocked", ["cannotBeJudged"]],
  [
    "a check that never ran is not known",
    { checks: [check("unknown")] },
    "degraded",
    "blocked",
    ["notJudged"],
  ],
  ["a failure of other symbols says nothing", { checks: [check("fail", true)] }, "ok", "ok", []],
  [
    "a failure that a loader told of a dataset that was never judged",
    { judgedAtMs: null, checks: [check("fail"), check("unknown")] },
    "blocked",
    "blocked",
    ["notJudged", "fails"],
  ],
  ["a day that was never judged is not known", { judgedAtMs: null }, "degraded", "blocked", ["notJudged"]],
  [
    "judged before it was due is not known",
    { judgedAtMs: DUE - 1 },
    "degraded",
    "blocked",
    ["judgedTooEarly"],
  ],
  ["a closed day blocks", { isOpen: "closed", judgedAtMs: null }, "blocked", "blocked", ["closedDay"]],
  ["a day that no calendar knows", { isOpen: "unknown" }, "degraded", "blocked", ["cannotBeJudged"]],
  [
    "one of twenty missing degrades",
    { missingSymbols: missing(1), symbols: 20 },
    "degraded",
    "degraded",
    ["symbolsMissing"],
  ],
  [
    "two of twenty missing block",
    { missingSymbols: missing(2), symbols: 20 },
    "blocked",
    "blocked",
    ["symbolsMissing"],
  ],
  ["none of them there blocks", { missingSymbols: missing(2), symbols: 2 }, "blocked", "blocked", ["noData"]],
  [
    "symbols that nobody could look for are not known",
    { unreadable: "down" },
    "degraded",
    "blocked",
    ["cannotBeJudged"],
  ],
])("%s", (_, given, open, closed, codes) => {
  const decided = decideGate(findings(given), { failClosed: false });
  expect(decided.state).toBe(open);
  expect(decided.reasons.map(({ code }) => code)).toEqual(codes);
  expect(decideGate(findings(given), { failClosed: true }).state).toBe(closed);
});

test("how many symbols are missing is grouped, in both languages", () => {
  const whyOf = (symbols: number | null) =>
    decideGate(findings({ missingSymbols: missing(1234), symbols }), { failClosed: false }).reasons[0]!.why;
  expect(whyOf(12_345)).toEqual({
    en: "1,234 of 12,345 symbols have no data of 2025-06-11",
    zh: "12,345 个标的中有 1,234 个在 2025-06-11 没有数据",
  });
  expect(whyOf(null).en).toBe("1,234 symbols have no data of 2025-06-11");
});

test("ok has no reason, anything else has one, and failing closed is never milder", () => {
  const verdict = fc.constantFrom("pass", "warn", "fail", "error", "skipped", "unknown");
  const given = fc.record({
    isOpen: fc.constantFrom("open" as const, "closed" as const, "unknown" as const),
    checks: fc.array(fc.tuple(verdict, fc.boolean()).map(([name, others]) => check(name, others))),
    judgedAtMs: fc.option(fc.integer({ min: DUE - 10, max: DUE + 10 })),
    missingSymbols: fc.array(fc.string(), { maxLength: 5 }),
    symbols: fc.option(fc.integer({ min: 5, max: 50 })),
  });
  fc.assert(
    fc.property(given, (one) => {
      const lenient = decideGate(findings(one), { failClosed: false });
      const strict = decideGate(findings(one), { failClosed: true });
      expect(lenient.state === "ok").toBe(lenient.reasons.length === 0);
      expect(worstState([lenient.state, strict.state])).toBe(strict.state);
      expect(strict.reasons).toEqual(lenient.reasons);
    }),
  );
});
