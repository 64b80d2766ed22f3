import { request as requestHttp, type RequestOptions } from "node:http";
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
  return new Promise((answered, failed) => {
    const onResponse: Parameters<typeof requestHttp>[1] = (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        if (bytes < MOST_ANSWER_BYTES) chunks.push(chunk);
        bytes += chunk.length;
      });
      response.on("error", failed);
      response.on("end", () => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(response.headers))
          if (value !== undefined) headers.set(name, String(value));
        answered({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString("utf8") });
      });
    };
    const request =
      url.protocol === "https:"
        ? requestHttps({ ...options, ...(servername && { servername }) }, onResponse)
        : requestHttp(options, onResponse);
    request.on("error", failed);
    request.end(outgoing.body);
  });
}
