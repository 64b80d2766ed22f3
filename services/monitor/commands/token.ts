import { Authenticator, loadConfig, MonitorError } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import { readRunning } from "../embedded/running.ts";

const ROLES = ["viewer", "operator", "admin"] as const;

export async function createToken([
  action,
  name,
  role = "viewer",
  ...rest
]: readonly string[]): Promise<number> {
  const known = ROLES.find((candidate) => candidate === role);
  if (action !== "create" || name === undefined || known === undefined || rest.length > 0)
    throw new MonitorError("USAGE", `token takes "create NAME [${ROLES.join("|")}]"`);
  const config = await loadConfig(undefined, process.env);
  const url = config.databaseUrl ?? (await readRunning(config.dataDir))?.storeUrl;
  if (url === undefined)
    throw new MonitorError("NOT_RUNNING", "Monitor does not run, so its store can't be reached.", {
      remedy: "Start it with npm start, or name the store in MYSTOCKS_DATABASE_URL.",
    });
  const pool = openStorePool({ url, max: 1, applicationName: "mystocks-monitor token" });
  try {
    console.log(await new Authenticator({ pool }).createToken({ name, role: known }));
  } finally {
    await pool.end();
  }
  return 0;
}
