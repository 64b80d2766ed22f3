// Sends spans to an OTLP receiver at a rate, from a process of its own. The bodies are made before the first is sent,
// so that making them costs nothing while the pipeline works. Talks over IPC: { bodies } → "ready"; "go" → { sentMs }.
import { Agent, request } from "node:http";
import { roundBodies, SPANS_PER_BODY } from "../ingest/load.ts";

interface Order {
  port: number;
  first: number;
  spans: number;
  spansPerSecond: number;
}

const CONNECTIONS = 8;
const RETRYABLE = new Set([429, 502, 503, 504]);

let order: Order | undefined;
let bodies: Buffer[] = [];

process.on("message", (message: Order | "go") => {
  if (message === "go") {
    void sendAll().then((resent) => process.send!({ resent }));
    return;
  }
  order = message;
  bodies = roundBodies(message.first, message.spans);
  process.send!("ready");
});

async function sendAll(): Promise<number> {
  const { port, spansPerSecond } = order!;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const startMs = performance.now();
  let next = 0;
  let resent = 0;
  const worker = async () => {
    while (next < bodies.length) {
      const at = next++;
      const dueMs = startMs + ((at * SPANS_PER_BODY) / spansPerSecond) * 1000;
      await new Promise((done) => setTimeout(done, Math.max(0, dueMs - performance.now())));
      while (!(await accepted(agent, port, bodies[at]!))) resent += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
  return resent;
}

async function accepted(agent: Agent, port: number, body: Buffer): Promise<boolean> {
  const status = await new Promise<number>((done, failed) => {
    const headers = { "content-type": "application/x-protobuf", "content-length": body.length };
    const sent = request(
      { agent, host: "127.0.0.1", port, path: "/v1/traces", method: "POST", headers },
      (response) => response.resume().on("end", () => done(response.statusCode!)),
    );
    sent.on("error", failed).end(body);
  });
  if (status === 200) return true;
  if (!RETRYABLE.has(status)) throw new Error(`the Collector answered ${status}`);
  await new Promise((done) => setTimeout(done, 50));
  return false;
}
