import { grouped } from "@mystocks/checks";
import type { GateReason } from "../contract.ts";

export type GateState = "ok" | "degraded" | "blocked";

/** What is known of one check of a dataset for the day. */
export interface GateCheck {
  check: string;
  verdict: string;
  why: { en: string; zh: string };
  /** The rows that fail are known to be of other symbols than those asked for. */
  isOfOthers: boolean;
}

/** What is known of a dataset for the day and the symbols. */
export interface GateFindings {
  dataset: string;
  day: string;
  /** "unknown": the calendar does not say. */
  isOpen: "open" | "closed" | "unknown";
  checks: readonly GateCheck[];
  /** When it was judged, in Unix milliseconds; null: never. */
  judgedAtMs: number | null;
  /** When the day's data had to be there; null where nobody knows. */
  dueMs: number | null;
  missingSymbols: readonly string[];
  /** Why nobody could look for the symbols; null: somebody did, or need not. */
  unreadable: string | null;
  /** How many were asked for, or are listed; null: unknown. */
  symbols: number | null;
}

type Weight = "blocks" | "degrades" | "unknown";
interface Weighed {
  weight: Weight;
  reason: GateReason;
}

/** More than this share of the symbols missing blocks. */
const MISSING_SHARE = 0.05;

/**
 * Good enough to trade on? A failure blocks, a warning degrades; what nobody knows degrades, and blocks where
 * `failClosed` says so. Failures of other symbols than those asked for say nothing.
 */
export function decideGate(
  findings: GateFindings,
  { failClosed }: { failClosed: boolean },
): { state: GateState; reasons: GateReason[] } {
  const weighed = [
    ...aboutDay(findings),
    ...aboutJudging(findings),
    ...aboutChecks(findings),
    ...aboutSymbols(findings),
  ];
  const blocks = ({ weight }: Weighed) => weight === "blocks" || (failClosed && weight === "unknown");
  const state = weighed.some(blocks) ? "blocked" : weighed.length > 0 ? "degraded" : "ok";
  return { state, reasons: weighed.map(({ reason }) => reason) };
}

function aboutDay({ dataset, day, isOpen }: GateFindings): Weighed[] {
  if (isOpen === "open") return [];
  const [weight, code, why] =
    isOpen === "closed"
      ? (["blocks", "closedDay", { en: `${day} is no trading day`, zh: `${day} 不是交易日` }] as const)
      : ([
          "unknown",
          "cannotBeJudged",
          { en: `the calendar does not know ${day}`, zh: `交易日历不包含 ${day}` },
        ] as const);
  return [{ weight, reason: { dataset, check: null, code, why } }];
}

function aboutJudging({ dataset, day, judgedAtMs, dueMs, isOpen }: GateFindings): Weighed[] {
  if (isOpen === "closed") return [];
  const unknown = (code: GateReason["code"], why: GateReason["why"]): Weighed[] => [
    { weight: "unknown", reason: { dataset, check: null, code, why } },
  ];
  if (judgedAtMs === null)
    return unknown("notJudged", { en: `${day} was never judged`, zh: `${day} 从未检查过` });
  if (dueMs === null || judgedAtMs >= dueMs) return [];
  const [at, due] = [judgedAtMs, dueMs].map((ms) => new Date(ms).toISOString());
  return unknown("judgedTooEarly", {
    en: `it was judged at ${at}, before the data of ${day} was due at ${due}`,
    zh: `检查时间 ${at} 早于 ${day} 数据的应到时间 ${due}`,
  });
}

const WEIGHTS: Readonly<Record<string, { weight: Weight; code: GateReason["code"] }>> = {
  fail: { weight: "blocks", code: "fails" },
  warn: { weight: "degrades", code: "warns" },
  error: { weight: "unknown", code: "cannotBeJudged" },
  unknown: { weight: "unknown", code: "notJudged" },
};

function aboutChecks({ dataset, checks, judgedAtMs }: GateFindings): Weighed[] {
  return checks.flatMap(({ check, verdict, why, isOfOthers }) => {
    const weighed = WEIGHTS[verdict];
    if (weighed === undefined || isOfOthers) return [];
    // Of a dataset that was never judged that is said once, not for each check.
    if (judgedAtMs === null && verdict === "unknown") return [];
    return [{ weight: weighed.weight, reason: { dataset, check, code: weighed.code, why } }];
  });
}

function aboutSymbols({ dataset, day, missingSymbols, symbols, unreadable }: GateFindings): Weighed[] {
  const told = (weight: Weight, code: GateReason["code"], why: GateReason["why"]): Weighed[] => [
    { weight, reason: { dataset, check: null, code, why } },
  ];
  if (unreadable !== null)
    return told("unknown", "cannotBeJudged", {
      en: `the dataset can't be read: ${unreadable}`,
      zh: `无法读取数据集：${unreadable}`,
    });
  const count = missingSymbols.length;
  if (count === 0) return [];
  const isAll = symbols !== null && count >= symbols;
  const [missing, all] = [grouped(count), symbols === null ? null : grouped(symbols)];
  const share = symbols === null || symbols === 0 ? 1 : count / symbols;
  return told(share > MISSING_SHARE ? "blocks" : "degrades", isAll ? "noData" : "symbolsMissing", {
    en: `${missing}${all === null ? "" : ` of ${all}`} symbols have no data of ${day}`,
    zh: `${all === null ? "" : `${all} 个标的中`}有 ${missing} 个在 ${day} 没有数据`,
  });
}

const BY_BADNESS: readonly GateState[] = ["ok", "degraded", "blocked"];

/** Of several datasets the worst counts. */
export function worstState(states: readonly GateState[]): GateState {
  return BY_BADNESS.findLast((state) => states.includes(state)) ?? "ok";
}
