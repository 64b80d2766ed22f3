import { expect, test } from "@jest/globals";
import { listen } from "../http/listen.ts";

const HOST = "127.0.0.1";

test("a port that is taken makes the service take the next one", async () => {
  const first = await listen((_, response) => response.end("first"), { host: HOST, port: 0 });
  const second = await listen((_, response) => response.end("second"), { host: HOST, port: first.port });
  expect(second.port).toBeGreaterThan(first.port);
  expect(await (await fetch(`http://127.0.0.1:${second.port}`)).text()).toBe("second");
  for (const { server } of [first, second]) {
    server.closeAllConnections();
    server.close();
  }
});
