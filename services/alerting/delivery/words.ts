import type { AlertSnapshot } from "@mystocks/events";
import type { Language, Told } from "./told.ts";

interface Words {
  firing: string;
  resolved: string;
  noData: string;
  since: string;
  reason: string;
  value: string;
  slowest: string;
  rows: string;
  runbook: string;
  open: string;
  inbox: string;
  more: (count: number) => string;
  lasted: (text: string) => string;
}

const WORDS: Record<Language, Words> = {
  en: {
    firing: "FIRING",
    resolved: "RESOLVED",
    noData: "NO DATA",
    since: "Since",
    reason: "Reason",
    value: "Value",
    slowest: "Trace",
    rows: "Failed rows",
    runbook: "Runbook",
    open: "Open the alert",
    inbox: "Open the inbox",
    more: (count) => `and ${count} more`,
    lasted: (text) => `after ${text}`,
  },
  "zh-CN": {
    firing: "告警",
    resolved: "已恢复",
    noData: "无数据",
    since: "开始时间",
    reason: "原因",
    value: "当前值",
    slowest: "链路追踪",
    rows: "异常数据行",
    runbook: "处理手册",
    open: "查看告警",
    inbox: "打开收件箱",
    more: (count) => `另有 ${count} 条`,
    lasted: (text) => `持续 ${text}`,
  },
};

export const wordsOf = (language: Language): Words => WORDS[language];

export function stateWord({ condition }: AlertSnapshot, language: Language): string {
  const words = wordsOf(language);
  if (condition === "resolved") return words.resolved;
  return condition === "no_data" ? words.noData : words.firing;
}

/** "[FIRING 3, RESOLVED 1] SlowDatabaseQueries" */
export function titleOf(told: Told): string {
  const { counts, language, alerts } = told;
  const words = wordsOf(language);
  const total = counts.firing + counts.resolved + counts.noData;
  const parts = [
    [words.firing, counts.firing],
    [words.noData, counts.noData],
    [words.resolved, counts.resolved],
  ] as const;
  const states = parts
    .filter(([, count]) => count > 0)
    .map(([word, count]) => (total === 1 ? word : `${word} ${count}`));
  const rules = [...new Set(alerts.map(({ alert }) => alert.rule))];
  const named = rules.length > 3 ? [...rules.slice(0, 3), "…"] : rules;
  return `[${states.join(", ")}] ${named.join(", ")}`;
}

/** What a person reads first: the summary in their language where the rule has it, or the rule's name. */
export function summaryOf({ annotations, rule }: AlertSnapshot, language: Language): string {
  const own = language === "zh-CN" ? annotations["summary_zh"] : undefined;
  return own ?? annotations["summary"] ?? annotations["title"] ?? rule;
}

/** In the time zone of MyStocks' people. */
export function timeText(timeMs: number, language: Language): string {
  const zone = language === "zh-CN" ? "Asia/Shanghai" : "UTC";
  const text = new Date(timeMs).toLocaleString("sv-SE", { timeZone: zone });
  return `${text} ${language === "zh-CN" ? "北京时间" : "UTC"}`;
}

/** "1 h 2 min", two units at most; below 10 seconds "7.4 s". */
export function durationText(milliseconds: number, language: Language): string {
  const names = language === "zh-CN" ? ["天", "小时", "分", "秒"] : ["d", "h", "min", "s"];
  const sizes = [86_400, 3600, 60, 1];
  if (milliseconds < 10_000) return `${(Math.max(0, milliseconds) / 1000).toFixed(1)} ${names.at(-1)}`;
  let rest = Math.round(milliseconds / 1000);
  const parts: string[] = [];
  sizes.forEach((size, at) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${names[at]}`);
  });
  return parts.join(" ");
}

/** Cut to so many bytes of UTF-8, at a character, with a mark where something was cut. */
export function cutTo(text: string, mostBytes: number): string {
  if (Buffer.byteLength(text) <= mostBytes) return text;
  const mark = " …";
  const bytes = Buffer.from(text).subarray(0, Math.max(0, mostBytes - Buffer.byteLength(mark)));
  return `${bytes.toString("utf8").replace(/\uFFFD+$/, "")}${mark}`;
}
