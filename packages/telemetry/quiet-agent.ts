import type { AgentOptions } from "node:http";
import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { Socket } from "node:net";

interface Internals {
  createConnection(...args: unknown[]): Socket;
  reuseSocket(socket: Socket, ...rest: unknown[]): void;
}

/** Holds while connecting too, which a request's own timeout doesn't: an address may swallow packets for minutes. */
const SILENCE_MS = 10_000;
const OPTIONS: AgentOptions = { keepAlive: true, timeout: SILENCE_MS };

/**
 * Connections that don't keep the process alive. Metrics go out every second: with a receiver that is away there
 * would always be a request on its way, and an app that has finished its work would never end.
 */
export function quietAgent(protocol: string): Agent {
  const agent = protocol === "https:" ? new TlsAgent(OPTIONS) : new Agent(OPTIONS);
  const internals = agent as unknown as Internals;
  const create = internals.createConnection.bind(agent);
  const reuse = internals.reuseSocket.bind(agent);
  internals.createConnection = (...args) => create(...args).unref();
  internals.reuseSocket = (socket, ...rest) => {
    reuse(socket, ...rest);
    socket.unref();
  };
  return agent;
}
