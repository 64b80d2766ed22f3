import { loadConfig } from "@mystocks/runtime";
import { codeSchemaVersion, migrate, schemaVersion } from "@mystocks/store";
import { withStore } from "./command-store.ts";
import { readFlags } from "./read-flags.ts";

/** Brings the store's schema up to date under its lock, for those who start roles with `migrate: wait`. */
export async function runMigrate(args: readonly string[]): Promise<number> {
  readFlags(args, []);
  const config = await loadConfig(undefined, process.env);
  await withStore(config, "migrate", async (pool) => {
    await migrate(pool);
    console.error(`The schema is ${await schemaVersion(pool)}; ${await codeSchemaVersion()} is needed.`);
  });
  return 0;
}
