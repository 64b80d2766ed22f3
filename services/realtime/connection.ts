import type { Server, Socket } from "socket.io";
import type { ClientToServer, ServerToClient } from "./contract.ts";
import type { CodedError } from "./coded-error.ts";
import type { Traffic } from "./traffic.ts";

export type LiveServer = Server<ClientToServer, ServerToClient>;
export type LiveSocket = Socket<ClientToServer, ServerToClient>;

/** Packets that wait for a client: more than this can only be answers to a client that asks and does not read. */
const MOST_WAITING = 1000;
const FAREWELL_MS = 2000;

/** One client: what it was sent has left the process, or nothing more is made for it. */
export class Connection {
  readonly socket: LiveSocket;
  readonly #traffic: Traffic;

  constructor(socket: LiveSocket, traffic: Traffic) {
    this.socket = socket;
    this.#traffic = traffic;
  }

  get isOpen(): boolean {
    return this.socket.connected;
  }

  /** Everything sent so far is with the operating system: Socket.IO itself would queue without bound. */
  get isDrained(): boolean {
    const { conn } = this.socket;
    return conn.transport.writable && waitingPackets(conn) === 0;
  }

  get isFlooded(): boolean {
    return waitingPackets(this.socket.conn) > MOST_WAITING;
  }

  send<Name extends keyof ServerToClient>(name: Name, ...message: Parameters<ServerToClient[Name]>): void {
    this.socket.emit(name, ...message);
    this.#traffic.sent(name);
  }

  /** Tells why and closes. The client comes back by itself unless it has no right to. */
  end(reason: CodedError): void {
    this.send("error", reason);
    this.#traffic.ended(reason.error_code);
    // A "disconnect" packet would tell socket.io-client not to come back; a closed connection doesn't.
    if (reason.error_code === "UNAUTHENTICATED") this.socket.disconnect(true);
    this.close();
  }

  /** Closes, and cuts the line of a client that does not read its end. `discard`: what waits is not sent first. */
  close({ discard = false } = {}): void {
    const { conn } = this.socket;
    conn.close(discard);
    const cut = setTimeout(() => {
      if (conn.readyState !== "closed") conn.request.socket.destroy();
    }, FAREWELL_MS);
    cut.unref();
    conn.once("close", () => clearTimeout(cut));
  }
}

/** Engine.IO keeps them in a field its types hide. */
const waitingPackets = (conn: LiveSocket["conn"]): number =>
  (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
