import { io, type Socket } from "socket.io-client";
import type { ClientToServer, ServerToClient } from "@mystocks/realtime";

/** What the dashboard's first page looks at. */
const ROOMS = ["overview", "operations"] as const;
const AT_ONCE = 50;

/** Browsers that look at the overview: connected, subscribed, counting what they are told. */
export class Watchers {
  readonly #sockets: Socket<ServerToClient, ClientToServer>[] = [];
  #updates: number[] = [];

  /** Rejects when one is refused. */
  async add(count: number, { port, token }: { port: number; token: string }): Promise<void> {
    for (let left = count; left > 0; left -= AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, left) }, () => this.#connect(port, token)));
  }

  async #connect(port: number, token: string): Promise<void> {
    const socket: Socket<ServerToClient, ClientToServer> = io(`http://127.0.0.1:${port}`, {
      transports: ["websocket"],
      forceNew: true,
      extraHeaders: { authorization: `Bearer ${token}` },
    });
    const at = this.#sockets.push(socket) - 1;
    this.#updates[at] = 0;
    socket.on("update", ({ room }) => {
      if (room === ROOMS[0]) this.#updates[at] = (this.#updates[at] ?? 0) + 1;
    });
    await new Promise<void>((resolve, reject) =>
      socket.once("connect", resolve).once("connect_error", reject),
    );
    for (const room of ROOMS) {
      const answer = await socket.emitWithAck("subscribe", { room });
      if (!answer.ok) throw new Error(`${room}: ${answer.message}`);
    }
  }

  /** Updates of the overview that each has had since the last call. */
  takeUpdates(): number[] {
    const taken = this.#updates;
    this.#updates = taken.map(() => 0);
    return taken;
  }

  close(): void {
    for (const socket of this.#sockets) socket.disconnect();
  }
}
