import { readStatus } from "../answers.ts";
import { markdownOf, type Marks } from "../markdown.ts";
import { titleOf } from "../words.ts";
import type { Format } from "../told.ts";

const MARKS: Marks = {
  bold: (text) => `*${text}*`,
  link: (text, url) => `<${url}|${text}>`,
  escape: (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
};

/** Slack's incoming webhook. A section holds 3,000 characters. */
export const slack: Format = {
  mostBytes: 2900,
  mostAlerts: 20,
  write(told, { url }) {
    const { counts } = told;
    const color = counts.firing > 0 ? "danger" : counts.noData > 0 ? "warning" : "good";
    const text = markdownOf(told, MARKS, this.mostBytes);
    const section = { type: "section", text: { type: "mrkdwn", text } };
    const body = { text: titleOf(told), attachments: [{ color, blocks: [section] }] };
    return { url, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  },
  read: readStatus,
};
