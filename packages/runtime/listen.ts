import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { MonitorError } from "./errors.ts";
import type { Logger } from "./log.ts";

const TRIES = 20;

/** Listens on the port, or on the next free one, and says so; 0 takes any. Returns the port. */
export async function listen(
  server: Server,
  { host, port, log, name = "server" }: { host: string; port: number; log?: Logger; name?: string },
): Promise<number> {
  for (let tried = port; tried < port + TRIES && tried <= 65535; tried++) {
    if (await listens(server, host, tried)) {
      if (tried !== port)
        log?.warn({ wanted: port, port: tried }, `${name}: port ${port} is taken, using ${tried}`);
      return (server.address() as AddressInfo).port;
    }
  }
  throw new MonitorError(
    "PORT_TAKEN",
    `${name}: ports ${port} to ${port + TRIES - 1} on ${host} are all taken.`,
    {
      remedy: "End what holds them or set another port.",
    },
  );
}

function listens(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      server.off("listening", onListening);
      server.off("error", onError);
      outcome();
    };
    const onListening = () => settle(() => resolve(true));
    const onError = (error: NodeJS.ErrnoException) =>
      settle(() => (error.code === "EADDRINUSE" ? resolve(false) : reject(error)));
    server.once("listening", onListening);
    server.once("error", onError);
    server.listen(port, host);
  });
}

/** Takes no new connections, lets running requests end, cuts what is left after `graceMs`. */
export async function closeServer(server: Server, graceMs = 5000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
