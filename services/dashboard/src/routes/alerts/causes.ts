import { useCallback } from "react";
import type { AlertDetail } from "@mystocks/alerting";
import { useTexts } from "../../i18n/text.tsx";

type Transition = AlertDetail["history"][number];

/** Causes of transitions by the code that alerting gives them; what stands in braces are its parameters. */
const ZH: Record<string, string> = {
  condition_true: "条件成立",
  condition_false: "触发前条件已不成立",
  recovered: "已恢复正常",
  no_data: "没有数据",
  source_silent: "数据源没有数据",
  data_back: "数据已恢复",
  flapping: "{minutes} 分钟内触发 {firings} 次",
  rule_failed: "规则无法判定：{fault}",
  rule_removed: "规则已删除",
  expression_changed: "规则的表达式已更改",
  closed_by_hand: "人工关闭",
  by: "{actor}",
  by_with_words: "{actor}：{words}",
  acknowledgement_over: "确认已到期",
  assigned: "{actor} 指派给 {assignee}",
  unassigned: "{actor} 取消指派",
  silence: "静默 {silence}",
  escalated: "{from} 在 {seconds} 秒内未确认，改为通知 {to}",
  raised: "由 {source} 上报",
  ended: "由 {source} 结束",
  evidence: "通知之后又找到 {traces} 条链路",
};

/** Why something happened, in the language of the page; in English as alerting wrote it where there is no code. */
export function useCause(): (transition: Pick<Transition, "cause" | "reason">) => string {
  const { language } = useTexts();
  return useCallback(
    ({ cause, reason }) => {
      const text = language === "zh" && cause !== null ? ZH[cause.code] : undefined;
      if (cause === null || text === undefined) return reason;
      return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => cause.parameters[name] ?? "");
    },
    [language],
  );
}
