import type { ReportDelivery } from "@mystocks/store/alerting";
import type { Marks } from "../delivery/markdown.ts";
import type { Message } from "../delivery/message.ts";
import type { Language } from "../delivery/told.ts";
import { brokenChecks, isBad, worstOf, type ToldDataset, type ToldReport } from "./told-report.ts";

export interface ReportContext {
  language: Language;
  /** Rises with each message. */
  sequence: number;
  publicUrl: string;
}

const WORDS = {
  en: {
    title: "Data quality",
    score: "score",
    owner: "owner",
    clean: "Every check that was judged has passed.",
    nothing: "Nothing was judged.",
    more: (count: number) => `and ${count} more`,
    open: "Open the report",
  },
  "zh-CN": {
    title: "数据质量报告",
    score: "评分",
    owner: "负责人",
    clean: "已判定的检查全部通过。",
    nothing: "没有已判定的检查。",
    more: (count: number) => `另有 ${count} 个`,
    open: "查看报告",
  },
} as const satisfies Record<Language, object>;

const MOST_DATASETS = 5;
const MOST_CHECKS = 5;

/** A report as a message: title, score, the worst datasets with what they fail, and the way to the whole. */
export function reportMessage(delivery: ReportDelivery, context: ReportContext): Message {
  const { deliveryId, reportId, receiver } = delivery;
  const { language, sequence, publicUrl } = context;
  const report = delivery.report as ToldReport;
  const words = WORDS[language];
  const page = language === "zh-CN" ? "zh" : "en";
  const url = `${publicUrl}/api/v1/quality/reports/${reportId}/report.html?language=${page}`;
  const title = `${words.title} ${report.from} – ${report.to}: ${words.score} ${shown(report.score)}`;
  return {
    deliveryId,
    sequence,
    language,
    title,
    tone: toneOf(report),
    text: (marks, mostBytes) => {
      const head = marks.bold(marks.escape(title));
      const foot = marks.link(words.open, url);
      const room = mostBytes - Buffer.byteLength(head) - Buffer.byteLength(foot) - 100;
      return [head, datasetsText(report, { language, publicUrl, marks, room }), foot].join("\n\n");
    },
    payload: () => payloadOf(report, { deliveryId, sequence, receiver, title, url }),
  };
}

function toneOf({ datasets }: ToldReport): Message["tone"] {
  if (datasets.some(({ verdict }) => isBad(verdict))) return "bad";
  return datasets.some(({ verdict }) => verdict === "warn") ? "doubtful" : "good";
}

interface Look {
  language: Language;
  publicUrl: string;
  marks: Marks;
  /** Bytes. */
  room: number;
}

function datasetsText(report: ToldReport, { room, ...look }: Look): string {
  const words = WORDS[look.language];
  const worst = worstOf(report);
  if (worst.length === 0) return report.score === null ? words.nothing : words.clean;
  const lines: string[] = [];
  let left = room;
  for (const dataset of worst.slice(0, MOST_DATASETS)) {
    const line = lineOf(dataset, look);
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    lines.push(line);
  }
  const untold = worst.length - lines.length;
  return [...lines, ...(untold > 0 ? [words.more(untold)] : [])].join("\n");
}

function lineOf(dataset: ToldDataset, { language, publicUrl, marks }: Omit<Look, "room">): string {
  const words = WORDS[language];
  const name = marks.link(
    marks.escape(dataset.dataset),
    `${publicUrl}/datasets/${encodeURIComponent(dataset.dataset)}`,
  );
  const broken = brokenChecks(dataset);
  const named = broken.slice(0, MOST_CHECKS).join(", ");
  const more = broken.length > MOST_CHECKS ? `, ${words.more(broken.length - MOST_CHECKS)}` : "";
  const owner = dataset.owner === "" ? "" : ` (${words.owner}: ${marks.escape(dataset.owner)})`;
  return `${name} ${shown(dataset.score)}${owner}${named === "" ? "" : `: ${marks.escape(named)}${more}`}`;
}

/** Of a webhook: all that has something to look after, for whoever makes a message of their own. */
function payloadOf(
  report: ToldReport,
  told: { deliveryId: string; sequence: number; receiver: string; title: string; url: string },
): object {
  const { from, to, score } = report;
  const datasets = worstOf(report).map((dataset) => ({
    dataset: dataset.dataset,
    owner: dataset.owner,
    score: dataset.score,
    verdict: dataset.verdict,
    checks: brokenChecks(dataset),
  }));
  return { type: "quality_report", ...told, from, to, score, datasets };
}

const shown = (score: number | null): string => (score === null ? "–" : score.toFixed(1));
