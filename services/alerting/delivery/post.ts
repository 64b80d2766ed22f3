import { postHttp, type HttpAnswer } from "@mystocks/runtime";
import { reachableAddress } from "./reachable.ts";
import type { Outgoing } from "./told.ts";

export interface PostOptions {
  allowPrivate: boolean;
  timeoutMs: number;
}

/** Posts to the receiver's address and reads the answer. Redirects are an answer like any other. Rejects without one. */
export async function post(
  { url: text, headers, body }: Outgoing,
  { allowPrivate, timeoutMs }: PostOptions,
): Promise<HttpAnswer> {
  const url = new URL(text);
  const address = await reachableAddress(url.hostname, allowPrivate);
  return postHttp({ url, address, headers, body, signal: AbortSignal.timeout(timeoutMs) });
}
