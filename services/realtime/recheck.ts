import type { Authenticator } from "@mystocks/runtime";
import { refusalOf } from "./admission.ts";
import type { Connection } from "./connection.ts";

const RECHECK_MS = 5000;

/** Ends the connections whose session has ended since; those that can't be checked at the moment stay. */
export function keepChecking(connections: ReadonlySet<Connection>, auth: Authenticator): () => void {
  let isChecking = false;
  const check = async () => {
    for (const connection of connections) {
      const refusal = await refusalOf(auth, { headers: connection.socket.handshake.headers });
      if (refusal?.error_code === "UNAUTHENTICATED") connection.end(refusal);
    }
  };
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    void check().finally(() => (isChecking = false));
  }, RECHECK_MS);
  return () => clearInterval(timer);
}
