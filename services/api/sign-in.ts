import type { Authenticator } from "@mystocks/runtime";
import type { RequestHandler } from "express";

/**
 * `GET /?token=…`, the address that the start prints: the token becomes a cookie and leaves the address. A token
 * that is not valid leaves it too; the page then asks to sign in.
 */
export function signInByAddress(auth: Authenticator): RequestHandler {
  return async (request, response, next) => {
    const token = request.query.token;
    if (request.method !== "GET" || typeof token !== "string" || request.path.startsWith("/api/"))
      return next();
    const exchanged = await auth.exchange(token, request.ip);
    if (exchanged !== undefined) response.setHeader("set-cookie", exchanged.cookie);
    response.setHeader("cache-control", "no-store");
    response.redirect(303, withoutToken(request.originalUrl));
  };
}

function withoutToken(address: string): string {
  const url = new URL(address.replace(/^\/+/, "/"), "http://localhost");
  url.searchParams.delete("token");
  return `${url.pathname}${url.search}`;
}
