import { request, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";

const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"];

/** The request as it came to another role, and its answer back. */
export function passRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  { to, role }: { to: string; role: string },
): void {
  const outgoing = request(to, forwarded(incoming), (answer) => {
    response.writeHead(answer.statusCode ?? 502, withoutHopByHop(answer.headers));
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  outgoing.on("error", () => refuse(response, role));
  // A client that is gone must not leave its long poll open behind us.
  response.on("close", () => outgoing.destroy());
  incoming.pipe(outgoing);
}

function refuse(response: ServerResponse, role: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(503, { "retry-after": "1", "content-type": "text/plain" });
  response.end(`The ${role} role does not answer.`);
}

interface ForwardedRequest {
  method: string;
  path: string;
  headers: OutgoingHttpHeaders;
}

export function forwarded(incoming: IncomingMessage): ForwardedRequest {
  const remote = incoming.socket.remoteAddress ?? "";
  const before = incoming.headers["x-forwarded-for"];
  return {
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers: {
      ...withoutHopByHop(incoming.headers),
      "x-forwarded-for": before === undefined ? remote : `${String(before)}, ${remote}`,
    },
  };
}

function withoutHopByHop(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}
