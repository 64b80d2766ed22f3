import { readCode } from "../answers.ts";
import { COMMON_MARKS } from "../markdown.ts";
import type { Format } from "../told.ts";

/** WeCom's group robot: markdown of at most 4,096 bytes, 20 messages a minute (45009 beyond). */
export const wecom: Format = {
  mostBytes: 4096,
  mostAlerts: 20,
  write({ text }, { url }) {
    const content = text(COMMON_MARKS, this.mostBytes);
    return {
      url,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ msgtype: "markdown", markdown: { content } }),
    };
  },
  read: (received) => readCode(received, "errcode", { again: [-1, 45009, 45033] }),
};
