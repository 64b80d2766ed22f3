import type { Session } from "@mystocks/api";
import { deleteAt, postJson } from "./fetch-json.ts";

/** Exchanges a token for the session cookie, which scripts never see. */
export function signIn(token: string): Promise<Session> {
  return postJson<Session>("/session", { token });
}

/** Ends the session of the cookie. */
export function signOut(): Promise<void> {
  return deleteAt("/session");
}
