import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { Problem } from "./problem.ts";

/** Not over the network, and not from a web page that the user happens to have open. */
export function fromThisMachine(what: string): RequestHandler {
  return (request, _response, next) => {
    const isLocal = isLoopback(request.socket.remoteAddress) && namesLoopback(request);
    if (!isLocal || request.headers.origin !== undefined)
      throw new Problem(403, "LOOPBACK_ONLY", `${what} from this machine only`);
    next();
  };
}

/** With the token from anywhere; without one that is set, from this machine. */
export function withToken(what: string, token: string | undefined): RequestHandler {
  if (token === undefined) return fromThisMachine(what);
  const wanted = digest(`Bearer ${token}`);
  return (request, _response, next) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ""), wanted))
      throw new Problem(401, "UNAUTHENTICATED", `${what} with the token of MARKET_DATA_JOBS_TOKEN only`);
    next();
  };
}

const isLoopback = (address = "") => /^(::ffff:)?127\.|^::1$/.test(address);
const namesLoopback = (request: Request) =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? "");
const digest = (text: string) => createHash("sha256").update(text).digest();
