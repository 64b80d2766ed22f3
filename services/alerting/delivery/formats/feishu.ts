import { createHmac } from "node:crypto";
import { readCode } from "../answers.ts";
import { COMMON_MARKS, markdownOf } from "../markdown.ts";
import { titleOf } from "../words.ts";
import type { Format, Told } from "../told.ts";

/** Feishu's custom robot: a card of at most 20 KB, signed in the body; 9499 and 11232 mean too many. */
export const feishu: Format = {
  mostBytes: 15_000,
  mostAlerts: 20,
  write(told, { url, secret }, nowMs) {
    const body = {
      ...(secret === undefined ? {} : signature(secret, nowMs)),
      msg_type: "interactive",
      card: cardOf(told, this.mostBytes),
    };
    return { url, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  },
  read: (received) => readCode(received, "code", { again: [9499, 11232] }),
};

function cardOf(told: Told, mostBytes: number) {
  const { counts } = told;
  return {
    config: { wide_screen_mode: true },
    header: {
      title: { tag: "plain_text", content: titleOf(told) },
      template: counts.firing > 0 ? "red" : counts.noData > 0 ? "orange" : "green",
    },
    elements: [{ tag: "markdown", content: markdownOf(told, COMMON_MARKS, mostBytes) }],
  };
}

function signature(secret: string, nowMs: number) {
  const timestamp = String(Math.floor(nowMs / 1000));
  return { timestamp, sign: createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64") };
}
