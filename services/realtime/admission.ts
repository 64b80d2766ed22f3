import type { IncomingMessage } from "node:http";
import { MonitorError, type Authenticator } from "@mystocks/runtime";
import type { CodedError } from "./coded-error.ts";

interface Handshake {
  headers: IncomingMessage["headers"];
  address?: string;
}

/** Undefined: let in. A token that is held to be valid may still be for as long as the authenticator caches it. */
export async function refusalOf(
  auth: Authenticator,
  { headers, address }: Handshake,
): Promise<CodedError | undefined> {
  try {
    const principal = await auth.principalOf(headers, address);
    if (principal !== undefined) return undefined;
    return {
      error_code: "UNAUTHENTICATED",
      message: "The session is not or no longer valid: sign in again.",
    };
  } catch (error) {
    if (error instanceof MonitorError && error.code === "TOO_MANY_ATTEMPTS") {
      return { error_code: "TOO_MANY_ATTEMPTS", message: `${error.message} Wait a minute.` };
    }
    return {
      error_code: "STORE_UNAVAILABLE",
      message: "The monitoring store does not answer, so the session can't be checked. Try again.",
    };
  }
}

/** A browser names the page's origin; a page of another host may not use the session of ours. */
export function isOwnOrigin(
  { origin, host }: { origin?: string | undefined; host?: string | undefined },
  publicUrl: string | undefined,
): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  if (publicUrl !== undefined && given.origin === new URL(publicUrl).origin) return true;
  return given.host === host;
}
