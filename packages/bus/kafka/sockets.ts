import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ISocketFactory } from "kafkajs";

export interface Sockets {
  create: ISocketFactory;
  /** Destroys every socket and lets no new one be opened: whatever hangs inside the client can do nothing any more. */
  cut(): void;
}

const KEEP_ALIVE_MS = 30_000;

export function trackedSockets(): Sockets {
  const open = new Set<Socket>();
  let isCut = false;
  return {
    create({ host, port, ssl, onConnect }) {
      if (isCut) throw new Error("this client was given up");
      const serverName = isIP(host) === 0 ? { servername: host } : {};
      const socket = ssl
        ? connectTls({ host, port, ...serverName, ...ssl }, onConnect)
        : connect({ host, port }, onConnect);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      // Requests are written whole; waiting for more to send (Nagle) only delays them.
      socket.setNoDelay(true);
      open.add(socket);
      socket.on("close", () => open.delete(socket));
      // kafkajs takes its own listener away when it disconnects; a late error must not end the process.
      socket.on("error", () => {});
      return socket;
    },
    cut() {
      isCut = true;
      for (const socket of open) socket.destroy(new Error("this client was given up"));
    },
  };
}
