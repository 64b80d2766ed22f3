import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";

/** The answer to a request: its first 64 KiB. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: string;
}

export interface HttpPost {
  url: URL;
  /** Whom to connect to instead of asking for the name's address. */
  address?: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  signal: AbortSignal;
  /** So long a connection may take: what drops packets, as a NetworkPolicy does, never says no. */
  connectMs?: number;
}

const MOST_ANSWER_BYTES = 64 * 1024;
const CONNECT_MS = 10_000;

/**
 * Posts and reads the answer. A redirect is an answer like any other. Rejects without a connection, without an answer,
 * and when the signal aborts; for the answer it has no time limit of its own, as fetch has.
 */
export function postHttp(post: HttpPost): Promise<HttpAnswer> {
  const { url, address, headers, body, signal, connectMs = CONNECT_MS } = post;
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const options: RequestOptions = {
    method: "POST",
    host: address ?? hostname,
    port: url.port === "" ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, host: url.host, "content-length": Buffer.byteLength(body) },
    signal,
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
    request.on("socket", (socket) => {
      if (!socket.connecting) return;
      const late = setTimeout(() => {
        request.destroy(new Error(`no connection to ${url.host} within ${connectMs / 1_000} s`));
      }, connectMs);
      for (const event of ["connect", "close"]) socket.once(event, () => clearTimeout(late));
    });
    request.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
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
