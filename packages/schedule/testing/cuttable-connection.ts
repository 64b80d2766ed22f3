import { connect, createServer, type Socket } from "node:net";

export interface CuttableConnection {
  url: string;
  /** From now on every connection breaks and none is taken. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/**
 * A way to the same database that can be cut, as when the server or the network is away. With `delayMs` all that goes
 * either way arrives so much later, and what is under way at a cut is lost, an answer to COMMIT as well.
 */
export async function openCuttableConnection(
  databaseUrl: string,
  { delayMs = 0 }: { delayMs?: number } = {},
): Promise<CuttableConnection> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      if (delayMs === 0) socket.pipe(other);
      else socket.on("data", (chunk) => setTimeout(() => other.destroyed || other.write(chunk), delayMs));
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
