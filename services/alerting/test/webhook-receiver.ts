import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedWebhook {
  atMs: number;
  status: number;
  body: {
    status: string;
    counts: { firing: number; resolved: number };
    alerts: {
      deliveryId: string;
      status: string;
      labels: Record<string, string>;
      alertId: string;
      transition: { kind: string; reason: string; at: string };
      evidence: { spans: { traceId: string; operation: string; sql?: string }[] };
    }[];
  };
}

/** A receiver that keeps what it got and answers as it is told. */
export async function startWebhookReceiver() {
  const received: ReceivedWebhook[] = [];
  const answer = { status: 200 };
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const { status } = answer;
      received.push({ atMs: Date.now(), status, body: JSON.parse(text) as ReceivedWebhook["body"] });
      response.writeHead(status).end();
    });
  }).listen(0, "127.0.0.1", 1024);
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer,
    /** Alerts of accepted messages, each delivery id once. */
    alerts: () => {
      const seen = new Map<string, ReceivedWebhook["body"]["alerts"][number]>();
      for (const { status, body } of received)
        if (status === 200) for (const alert of body.alerts) seen.set(alert.deliveryId, alert);
      return [...seen.values()];
    },
    close: () => server.close().closeAllConnections(),
  };
}
