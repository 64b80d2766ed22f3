import { createServer } from "node:net";
import { expect, test } from "@jest/globals";
import { choosePorts, freePort, PORT_NAMES } from "./ports.ts";

test("free ports are all different", async () => {
  const ports = Object.values(await choosePorts("free"));
  expect(new Set(ports).size).toBe(PORT_NAMES.length);
});

test("a row of ports that is partly taken is refused with the port, not shifted", async () => {
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
  const { port } = taken.address() as { port: number };
  await expect(choosePorts(port)).rejects.toThrow(`Port ${port} for ${PORT_NAMES[0]} is taken`);
  await new Promise((done) => taken.close(done));
});

test("one more free port can be listened on", async () => {
  const server = createServer();
  await new Promise<void>((done, failed) => {
    void freePort().then((port) => server.listen(port, "127.0.0.1", done).on("error", failed));
  });
  await new Promise((done) => server.close(done));
});
