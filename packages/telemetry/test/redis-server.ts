import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export function redisIsThere(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

interface RedisServer {
  socket: string;
  stop(): Promise<void>;
}

/** A real Redis on a socket file in `folder`, keeping nothing. */
export async function startRedis(folder: string): Promise<RedisServer> {
  const socket = join(folder, "redis.sock");
  const child = spawn("redis-server", ["--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]);
  const ended = once(child, "close");
  for await (const line of createInterface(child.stdout)) {
    if (/ready to accept connections/i.test(line)) break;
  }
  child.stdout.resume();
  return {
    socket,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
