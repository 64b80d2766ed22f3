import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Heard {
  atMs: number;
  /** What was answered. */
  code: number;
  id: string;
  status: string;
  /** Of the whole message. */
  messageStatus: string;
}

/** Takes webhooks of version 4, answers a code that the scenario sets, and keeps what it got. */
export async function startAnsweringReceiver() {
  const heard: Heard[] = [];
  const answer = { code: 200 };
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const { status: messageStatus, alerts } = JSON.parse(text) as {
        status: string;
        alerts: { status: string; labels: Record<string, string> }[];
      };
      const { code } = answer;
      for (const { status, labels } of alerts)
        heard.push({ atMs: Date.now(), code, id: labels["id"] ?? "", status, messageStatus });
      response.writeHead(code).end();
    });
    // With a short queue of connections the receiver itself loses what it is to count.
  }).listen(0, "127.0.0.1", 1024);
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    answer,
    close: () => server.close().closeAllConnections(),
  };
}

export type AnsweringReceiver = Awaited<ReturnType<typeof startAnsweringReceiver>>;
