import { cutTo, durationText, stateWord, summaryOf, timeText, titleOf, wordsOf } from "./words.ts";
import type { Told, ToldAlert } from "./told.ts";

/** How a chat writes bold text and links. */
export interface Marks {
  bold: (text: string) => string;
  link: (text: string, url: string) => string;
  /** Makes text from outside harmless: it must neither mark nor call anybody. */
  escape: (text: string) => string;
}

// These robots show a backslash as it is, so marks are replaced by characters that look like them.
const LOOKALIKES: Record<string, string> = {
  "[": "［",
  "]": "］",
  "<": "＜",
  ">": "＞",
  "`": "'",
  "**": "∗∗",
};

export const COMMON_MARKS: Marks = {
  bold: (text) => `**${text}**`,
  link: (text, url) => `[${text}](${url})`,
  escape: (text) => text.replace(/\*\*|[[\]<>`]/g, (mark) => LOOKALIKES[mark]!),
};

const MOST_SQL = 300;
const MOST_ROWS = 3;

/** The whole message; as many alerts as fit into so many bytes, with the number of those left out. */
export function markdownOf(told: Told, marks: Marks, mostBytes: number): string {
  const words = wordsOf(told.language);
  const head = marks.bold(marks.escape(titleOf(told)));
  const foot = marks.link(words.inbox, told.inboxUrl);
  const total = told.counts.firing + told.counts.resolved + told.counts.noData;
  const sections: string[] = [];
  let bytes = Buffer.byteLength(head) + Buffer.byteLength(foot) + 100;
  for (const one of told.alerts) {
    const section = cutTo(sectionOf(one, told, marks), Math.max(200, mostBytes / 2));
    bytes += Buffer.byteLength(section) + 2;
    if (bytes > mostBytes) break;
    sections.push(section);
  }
  const left = total - sections.length;
  const more = left > 0 ? [words.more(left)] : [];
  return [head, ...sections, ...more, foot].join("\n\n");
}

function sectionOf({ alert, reason, evidence, url }: ToldAlert, told: Told, marks: Marks): string {
  const { language } = told;
  const words = wordsOf(language);
  const lines = [
    `${marks.bold(`${stateWord(alert, language)} ${alert.level}`)} ${marks.link(marks.escape(summaryOf(alert, language)), url)}`,
    `${words.since}: ${timeText(alert.activeSinceMs, language)}${endText()}`,
    `${words.reason}: ${marks.escape(reason)}`,
  ];
  const span = evidence.spans[0];
  if (span !== undefined) {
    const text = `${span.operation} ${durationText(span.durationMs, language)}`;
    const traced = span.url === undefined ? marks.escape(text) : marks.link(marks.escape(text), span.url);
    lines.push(`${words.slowest}: ${traced}`);
    if (span.sql !== undefined) lines.push(marks.escape(cutTo(span.sql, MOST_SQL)));
  }
  if (evidence.rows.length > 0) {
    const rows = evidence.rows.slice(0, MOST_ROWS).map((row) => Object.values(row).join(" "));
    lines.push(`${words.rows}: ${marks.escape(rows.join("; "))}`);
  }
  if (evidence.runbook !== undefined) lines.push(marks.link(words.runbook, evidence.runbook));
  return lines.join("\n");

  function endText(): string {
    if (alert.resolvedAtMs === null) return "";
    return `, ${words.lasted(durationText(alert.resolvedAtMs - alert.activeSinceMs, language))}`;
  }
}
