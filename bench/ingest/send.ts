import { Agent, request } from "node:http";

/** Sends the bodies over so many connections at once; resolves when the last one is acknowledged. */
export async function sendAll(port: number, bodies: readonly Buffer[], connections: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  const worker = async () => {
    while (next < bodies.length) await send(agent, port, bodies[next++]!);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
}

/** A full queue is answered with 503, and the same body is sent again: what a client of OTLP does. */
async function send(agent: Agent, port: number, body: Buffer): Promise<void> {
  for (;;) {
    const status = await post(agent, port, body);
    if (status === 200) return;
    if (status !== 503) throw new Error(`the recorder answered ${status}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

function post(agent: Agent, port: number, body: Buffer): Promise<number> {
  return new Promise((done, failed) => {
    const headers = { "content-type": "application/x-protobuf", "content-length": body.length };
    const sent = request(
      { agent, host: "127.0.0.1", port, path: "/v1/traces", method: "POST", headers },
      (response) => {
        response.resume().on("end", () => done(response.statusCode!));
      },
    );
    sent.on("error", failed).end(body);
  });
}
