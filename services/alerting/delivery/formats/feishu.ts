import { createHmac } from "node:crypto";
import { readCode } from "../answers.ts";
import { COMMON_MARKS } from "../markdown.ts";
import type { Message } from "../message.ts";
import type { Format } from "../told.ts";

/** Feishu's custom robot: a card of at most 20 KB, signed in the body; 9499 and 11232 mean too many. */
export const feishu: Format = {
  mostBytes: 15_000,
  mostAlerts: 20,
  write(message, { url, secret }, nowMs) {
    const body = {
      ...(secret === undefined ? {} : signature(secret, nowMs)),
      msg_type: "interactive",
      card: cardOf(message, this.mostBytes),
    };
    return { url, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  },
  read: (received) => readCode(received, "code", { again: [9499, 11232] }),
};

const TEMPLATES = { bad: "red", doubtful: "orange", good: "green" } as const;

function cardOf({ title, tone, text }: Message, mostBytes: number) {
  return {
    config: { wide_screen_mode: true },
    header: {
      title: { tag: "plain_text", content: title },
      template: TEMPLATES[tone],
    },
    elements: [{ tag: "markdown", content: text(COMMON_MARKS, mostBytes) }],
  };
}

function signature(secret: string, nowMs: number) {
  const timestamp = String(Math.floor(nowMs / 1000));
  return { timestamp, sign: createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64") };
}
