import { readStatus } from "../answers.ts";
import type { Marks } from "../markdown.ts";
import type { Format } from "../told.ts";

const MARKS: Marks = {
  bold: (text) => `*${text}*`,
  link: (text, url) => `<${url}|${text}>`,
  escape: (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
};

const COLORS = { bad: "danger", doubtful: "warning", good: "good" } as const;

/** Slack's incoming webhook. A section holds 3,000 characters. */
export const slack: Format = {
  mostBytes: 2900,
  mostAlerts: 20,
  write({ title, tone, text }, { url }) {
    const section = { type: "section", text: { type: "mrkdwn", text: text(MARKS, this.mostBytes) } };
    const body = { text: title, attachments: [{ color: COLORS[tone], blocks: [section] }] };
    return { url, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  },
  read: readStatus,
};
