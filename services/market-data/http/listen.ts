import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const PORTS_TRIED = 20;

/** Serves on the port asked for or the next free one; 0 takes any. */
export async function listen(
  app: RequestListener,
  { host, port: wanted }: { host: string; port: number },
): Promise<{ server: Server; port: number }> {
  for (let tried = 0; ; tried++) {
    const server = createServer(app).listen(wanted === 0 ? 0 : wanted + tried, host);
    try {
      await once(server, "listening");
      return { server, port: (server.address() as AddressInfo).port };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || tried === PORTS_TRIED) throw error;
    }
  }
}
