import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { post } from "./post.ts";
import { PrivateAddress } from "./reachable.ts";

let close: (() => void) | undefined;
afterEach(() => close?.());

async function receiver(onRequest: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer(onRequest as never).listen(0, "127.0.0.1");
  close = () => server.close().closeAllConnections();
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const outgoing = (port: number) => ({
  url: `http://localhost:${port}/hook?key=1`,
  headers: { "content-type": "application/json" },
  body: '{"文":1}',
});

test("posts the body to the name's address and reads the answer", async () => {
  const seen: unknown[] = [];
  const port = await receiver((request, response) => {
    request.setEncoding("utf8").on("data", (text: string) => {
      seen.push([request.method, request.url, request.headers.host, text]);
      response.writeHead(429, { "retry-after": "3" }).end("slow down");
    });
  });
  const { status, headers, body } = await post(outgoing(port), { allowPrivate: true, timeoutMs: 5000 });
  expect(seen).toEqual([["POST", "/hook?key=1", `localhost:${port}`, '{"文":1}']]);
  expect([status, headers.get("retry-after"), body]).toEqual([429, "3", "slow down"]);
});

test("does not follow a redirect", async () => {
  const port = await receiver((_, response) => response.writeHead(307, { location: "/other" }).end());
  await expect(post(outgoing(port), { allowPrivate: true, timeoutMs: 5000 })).resolves.toMatchObject({
    status: 307,
  });
});

test("nothing is sent to an address inside when it may not be", async () => {
  let requests = 0;
  const port = await receiver((_, response) => ((requests += 1), response.end()));
  await expect(post(outgoing(port), { allowPrivate: false, timeoutMs: 5000 })).rejects.toThrow(
    PrivateAddress,
  );
  expect(requests).toBe(0);
});

test("gives up on a receiver that does not answer", async () => {
  const port = await receiver(() => {});
  await expect(post(outgoing(port), { allowPrivate: true, timeoutMs: 200 })).rejects.toThrow(
    /timeout|abort/i,
  );
});
