import { createServer } from "node:http";
import type { Socket } from "node:net";
import { closeServer, listen, type Lifecycle } from "@mystocks/runtime";
import { startRealtime, type Realtime, type RealtimeParts } from "../app.ts";

export interface ListeningRealtime {
  realtime: Realtime;
  port: number;
  /** The server's ends of its connections, in the order they came. */
  lines: readonly Socket[];
}

/** Live push on a server of its own on a free port of this machine; any other path answers "page". */
export async function listenRealtime(
  parts: Omit<RealtimeParts, "server">,
  life: Lifecycle,
): Promise<ListeningRealtime> {
  const server = createServer((_, response) => response.end("page"));
  const lines: Socket[] = [];
  server.on("connection", (line) => lines.push(line));
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  life.onStop("server", () => closeServer(server));
  const realtime = await startRealtime({ ...parts, server }, life);
  return { realtime, port, lines };
}
