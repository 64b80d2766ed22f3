import { createHmac } from "node:crypto";
import { readCode } from "../answers.ts";
import { COMMON_MARKS } from "../markdown.ts";
import type { Format } from "../told.ts";

/** DingTalk's custom robot: signed by timestamp and secret, 20 messages a minute (130101, 660026 beyond). */
export const dingtalk: Format = {
  mostBytes: 18_000,
  mostAlerts: 20,
  write({ title, text }, { url, secret }, nowMs) {
    const markdown = { title, text: text(COMMON_MARKS, this.mostBytes) };
    return {
      url: secret === undefined ? url : signedUrl(url, secret, nowMs),
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ msgtype: "markdown", markdown }),
    };
  },
  read: (received) => readCode(received, "errcode", { again: [-1, 130101, 660026] }),
};

function signedUrl(url: string, secret: string, nowMs: number): string {
  const signed = new URL(url);
  const sign = createHmac("sha256", secret).update(`${nowMs}\n${secret}`).digest("base64");
  signed.searchParams.set("timestamp", String(nowMs));
  signed.searchParams.set("sign", sign);
  return signed.href;
}
