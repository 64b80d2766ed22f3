import { fileURLToPath } from "node:url";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { Authenticator, createLogger, Lifecycle, loadConfig, type Role } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { startApi, type ApiParts } from "../app.ts";
import { SeededStore } from "./seeded-store.ts";

const PAGES = fileURLToPath(new URL("pages", import.meta.url));

/** The API on a database of its own, with a viewer's token for `get`. */
export async function runApi(parts: Partial<ApiParts> = {}) {
  const database = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: database.url, applicationName: "api test" });
  const auth = new Authenticator({ pool, cacheMs: 0 });
  const life = new Lifecycle();
  const config = { ...(await loadConfig(undefined, {})), port: 0 };
  const log = createLogger("api", "error");
  const { port } = await startApi({ config, pool, auth, log, dashboardDir: PAGES, ...parts }, life);
  const base = `http://127.0.0.1:${port}`;
  const tokens = new Map<Role, string>();
  for (const role of ["viewer", "operator", "admin"] as const) {
    tokens.set(role, await auth.createToken({ name: role, role }));
  }
  const send = (path: string, { headers, ...rest }: RequestInit = {}) =>
    fetch(`${base}${path}`, {
      redirect: "manual",
      ...rest,
      headers: { authorization: `Bearer ${tokens.get("viewer")}`, ...(headers as Record<string, string>) },
    });
  const stop = async () => {
    await life.stop();
    await pool.end();
    await database.drop();
  };
  return {
    base,
    config,
    pool,
    auth,
    tokens,
    life,
    store: new SeededStore(pool),
    send,
    /** The JSON answer of a GET below /api/v1. */
    get: async (path: string): Promise<{ status: number; body: unknown }> => {
      const response = await send(`/api/v1${path}`);
      return { status: response.status, body: await response.json() };
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

export type RunningApi = Awaited<ReturnType<typeof runApi>>;
