import { mkdir } from "node:fs/promises";
import { tcpProblem } from "../answers.ts";
import { LOOPBACK, type StackContext } from "../context.ts";
import type { Part } from "../part.ts";

export function redisPart({ folders, ports, programs }: StackContext): Part {
  const dir = folders.data("redis");
  return {
    name: "redis",
    wave: 0,
    async start() {
      await mkdir(dir, { recursive: true });
      const settings = { bind: LOOPBACK, port: `${ports.redis}`, dir, save: "", appendonly: "no" };
      const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
      return { program: programs.redis, args };
    },
    notReady: () => tcpProblem(ports.redis, { send: "PING\r\n", expect: "+PONG" }),
    addresses: { url: `redis://${LOOPBACK}:${ports.redis}` },
  };
}
