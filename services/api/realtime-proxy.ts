import { request, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Lifecycle, Logger } from "@mystocks/runtime";
import { forwarded, passRequest } from "./pass-request.ts";

export interface RealtimeProxyParts {
  /** Gets live push on its own port, so that the page needs one origin and its cookie goes along. */
  server: Server;
  realtimeUrl: string;
  log: Logger;
}

const PATH = /^\/socket\.io(?:[/?]|$)/;

/** Passes /socket.io on to the realtime role: polling and WebSocket, the page's host and cookies as they came. */
export function passOnRealtime({ server, realtimeUrl, log }: RealtimeProxyParts, life: Lifecycle): void {
  const open = new Set<Duplex>();
  const inner = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (incoming, response) => {
    if (PATH.test(incoming.url ?? "")) passRequest(incoming, response, { to: realtimeUrl, role: "realtime" });
    else for (const listener of inner) listener.call(server, incoming, response);
  });
  server.on("upgrade", (incoming, socket, head) => {
    if (!PATH.test(incoming.url ?? "")) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", (error) => log.debug({ err: error }, "a live connection broke"));
    passUpgrade({ incoming, socket, head }, realtimeUrl);
  });
  // An upgraded connection is no longer the HTTP server's to close.
  life.onStop("live push through the api", () => {
    for (const socket of open) socket.destroy();
  });
}

interface Upgrade {
  incoming: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

function passUpgrade({ incoming, socket, head }: Upgrade, realtimeUrl: string): void {
  const { headers, ...options } = forwarded(incoming);
  const outgoing = request(realtimeUrl, {
    ...options,
    headers: { ...headers, connection: "Upgrade", upgrade: incoming.headers.upgrade ?? "websocket" },
  });
  outgoing.on("upgrade", (answer, upstream, upstreamHead) => {
    socket.write(responseHead(answer));
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstream.write(head);
    upstream.on("error", () => socket.destroy());
    upstream.once("close", () => socket.destroy());
    socket.once("close", () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  outgoing.on("response", (answer) => {
    socket.write(responseHead(answer));
    answer.pipe(socket);
  });
  outgoing.on("error", () =>
    socket.end("HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\r\n"),
  );
  socket.once("close", () => outgoing.destroy());
  outgoing.end();
}

function responseHead({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
