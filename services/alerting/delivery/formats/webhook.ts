import { createHmac } from "node:crypto";
import { readStatus } from "../answers.ts";
import type { Format } from "../told.ts";

/** JSON, signed over `timestamp.body`, so that an old message can't be sent again as a new one. */
export const webhook: Format = {
  mostBytes: 512 * 1024,
  mostAlerts: 100,
  write({ deliveryId, sequence, payload }, { url, secret }, nowMs) {
    const body = JSON.stringify(payload());
    const timestamp = String(Math.floor(nowMs / 1000));
    const headers: Record<string, string> = {
      "content-type": "application/json",
      "user-agent": "mystocks-monitor",
      "idempotency-key": deliveryId,
      "x-mystocks-delivery": deliveryId,
      "x-mystocks-sequence": String(sequence),
      "x-mystocks-timestamp": timestamp,
    };
    if (secret !== undefined) headers["x-mystocks-signature"] = signatures(secret, `${timestamp}.${body}`);
    return { url, headers, body };
  },
  read: readStatus,
};

/** A secret may be two, the new one first, while receivers change over: any of the signatures counts. */
function signatures(secret: string, text: string): string {
  return secret
    .split(/[\s,]+/)
    .filter((one) => one !== "")
    .map((one) => `sha256=${createHmac("sha256", one).update(text).digest("hex")}`)
    .join(",");
}
