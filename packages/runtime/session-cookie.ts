import { SESSION_DAYS } from "./credentials.ts";

const NAME = "mystocks_session";

export function sessionCookie(secret: string, secure: boolean): string {
  return attributes(secret, SESSION_DAYS * 86_400, secure);
}

export function expiredSessionCookie(secure: boolean): string {
  return attributes("", 0, secure);
}

function attributes(value: string, maxAgeSeconds: number, secure: boolean): string {
  const cookie = `${NAME}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict`;
  return secure ? `${cookie}; Secure` : cookie;
}

/** The session's secret in a Cookie header. */
export function readSessionCookie(header: string | undefined): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === NAME && value) return value;
  }
  return undefined;
}
