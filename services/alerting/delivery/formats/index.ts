import type { Format } from "../told.ts";
import { dingtalk } from "./dingtalk.ts";
import { feishu } from "./feishu.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";
import { wecom } from "./wecom.ts";

/** Receivers that are told by one HTTP request a message. */
export const FORMATS = { webhook, wecom, dingtalk, feishu, slack } as const satisfies Record<string, Format>;
