import { Authenticator, loadConfig, MonitorError } from "@mystocks/runtime";
import { withStore } from "./command-store.ts";

const ROLES = ["viewer", "operator", "admin"] as const;

export async function runToken([action, name, role = "viewer", ...rest]: readonly string[]): Promise<number> {
  const known = ROLES.find((candidate) => candidate === role);
  if (action !== "create" || name === undefined || known === undefined || rest.length > 0)
    throw new MonitorError("USAGE", `token takes "create NAME [${ROLES.join("|")}]"`);
  const config = await loadConfig(undefined, process.env);
  console.log(
    await withStore(config, "token", (pool) =>
      new Authenticator({ pool }).createToken({ name, role: known }),
    ),
  );
  return 0;
}
