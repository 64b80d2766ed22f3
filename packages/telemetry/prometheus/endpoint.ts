import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { PrometheusReader } from "./reader.ts";

/** Serves `GET /metrics`. Does not keep the process alive, and says so when its port is taken. */
export class PrometheusEndpoint {
  readonly #reader: PrometheusReader;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #listening: Promise<{ host: string; port: number } | undefined>;

  constructor(reader: PrometheusReader, { host, port }: { host: string; port: number }) {
    this.#reader = reader;
    this.#listening = new Promise((resolve) => {
      this.#server.once("error", (error) => {
        process.stderr.write(`[mystocks telemetry] no /metrics on ${host}:${port}: ${error.message}\n`);
        resolve(undefined);
      });
      this.#server.listen(port, host, () => {
        resolve({ host, port: (this.#server.address() as AddressInfo).port });
      });
    });
    this.#server.unref();
    // Scrapes are no work of the service: past the http instrumentation, which hooks into the class's `emit`.
    Reflect.set(this.#server, "emit", Reflect.get(EventEmitter.prototype, "emit"));
  }

  /** undefined when it could not listen. */
  address(): Promise<{ host: string; port: number } | undefined> {
    return this.#listening;
  }

  async close(): Promise<void> {
    await this.#listening;
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "GET" || request.url?.split("?")[0] !== "/metrics") {
      response.writeHead(404, { "content-type": "text/plain" }).end("Metrics are at GET /metrics\n");
      return;
    }
    try {
      const text = await this.#reader.text();
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
    } catch (error) {
      response.writeHead(500, { "content-type": "text/plain" }).end(`${String(error)}\n`);
    }
  }
}
