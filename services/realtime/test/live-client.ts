import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import type { ClientToServer, ServerToClient, SubscribeAnswer } from "../contract.ts";

type Name = keyof ServerToClient;
export type Received<N extends Name> = Parameters<ServerToClient[N]>[0];

/** A client of socket.io-client that keeps all it got. */
export class LiveClient {
  readonly socket: Socket<ServerToClient, ClientToServer>;
  readonly #messages: { name: Name; message: unknown }[] = [];
  readonly #waiting = new Set<() => void>();
  refusal: unknown;
  disconnects = 0;

  constructor(url: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
    this.socket = io(url, {
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 50,
      ...options,
    });
    for (const name of ["snapshot", "update", "event", "gap", "error"] as const) {
      this.socket.on(name, (message: unknown) => {
        this.#messages.push({ name, message });
        this.#notify();
      });
    }
    this.socket.on("connect", () => this.#notify());
    this.socket.on("disconnect", () => {
      this.disconnects += 1;
      this.#notify();
    });
    this.socket.on("connect_error", (error) => {
      this.refusal = (error as Error & { data?: unknown }).data ?? error;
      this.#notify();
    });
  }

  all<N extends Name>(name: N): Received<N>[] {
    return this.#messages.filter((one) => one.name === name).map(({ message }) => message as Received<N>);
  }

  subscribe(room: string, from?: { epoch: string; sequence: number }): Promise<SubscribeAnswer> {
    return this.ask("subscribe", { room, ...(from === undefined ? {} : { from }) });
  }

  /** Any payload, also one the contract forbids. */
  ask(name: keyof ClientToServer, request: unknown): Promise<SubscribeAnswer> {
    return (this.socket as unknown as Socket).emitWithAck(name, request) as Promise<SubscribeAnswer>;
  }

  /** Resolves when the condition holds, looked at after each message. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  stop(): void {
    this.socket.disconnect();
  }

  #notify(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
