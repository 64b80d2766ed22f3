import { homedir } from "node:os";
import { join } from "node:path";

/** Built and downloaded programs, shared by all checkouts of a user. */
export function programsFolder(): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return join(cache, "mystocks-monitor", "programs");
}
