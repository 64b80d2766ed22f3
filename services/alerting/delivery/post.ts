import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { reachableAddress } from "./reachable.ts";
import type { Outgoing, Received } from "./told.ts";

const MOST_ANSWER_BYTES = 64 * 1024;

export interface PostOptions {
  allowPrivate: boolean;
  timeoutMs: number;
}

/** Posts and reads the answer, its first 64 KiB. Redirects are an answer like any other. Rejects without one. */
export async function post(outgoing: Outgoing, { allowPrivate, timeoutMs }: PostOptions): Promise<Received> {
  const url = new URL(outgoing.url);
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const options: RequestOptions = {
    method: "POST",
    host: await reachableAddress(hostname, allowPrivate),
    port: url.port === "" ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: { ...outgoing.headers, host: url.host, "content-length": Buffer.byteLength(outgoing.body) },
    signal: AbortSignal.timeout(timeoutMs),
    ...(url.username !== "" && {
      auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`,
    }),
  };
  const servername = isIP(hostname) ? undefined : hostname;
  const request =
    url.protocol === "https:"
      ? requestHttps({ ...options, ...(servername && { servername }) })
      : requestHttp(options);
  return new Promise((answered, failed) => {
    request.on("response", (response) => void readAnswer(response).then(answered, failed));
    request.on("error", failed);
    request.end(outgoing.body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (bytes < MOST_ANSWER_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  }
  const body = Buffer.concat(chunks).toString("utf8", 0, MOST_ANSWER_BYTES);
  const headers = new Headers();
  for (const [name, values] of Object.entries(response.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  return { status: response.statusCode ?? 0, headers, body };
}
