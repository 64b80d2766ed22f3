import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "@jest/globals";
import { postHttp } from "../index.ts";

const LISTENER = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, function () { console.log(this.address().port); })`;

/** A port at which packets are dropped: its process is stopped, and no connection more waits than it lets wait. */
async function openSilentPort() {
  const listener = spawn(process.execPath, ["-e", LISTENER], { stdio: ["ignore", "pipe", "inherit"] });
  const [printed] = (await once(listener.stdout, "data")) as [Buffer];
  listener.kill("SIGSTOP");
  const port = Number(printed);
  const waiting: Socket[] = Array.from({ length: 4 }, () => connect({ port, host: "127.0.0.1" }));
  for (const socket of waiting) socket.on("error", () => {});
  await Promise.all(waiting.slice(0, 2).map((socket) => once(socket, "connect")));
  return {
    port,
    close: () => {
      for (const socket of waiting) socket.destroy();
      listener.kill("SIGKILL");
    },
  };
}

test("who drops packets is named by its address, long before the request's own time is over", async () => {
  const silent = await openSilentPort();
  const url = new URL(`http://127.0.0.1:${silent.port}/warm?top=20`);
  const signal = AbortSignal.timeout(20_000);
  try {
    const posted = postHttp({ url, headers: {}, body: "", signal, connectMs: 300 });
    await expect(posted).rejects.toThrow(`no connection to 127.0.0.1:${silent.port} within 0.3 s`);
  } finally {
    silent.close();
  }
});
