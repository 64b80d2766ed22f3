import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** `service.name` and `service.version` from the package.json nearest to the app's entry file. */
export function appPackage(entry: string | undefined): Record<string, string> {
  let folder = entry === undefined ? undefined : dirname(entry);
  while (folder !== undefined) {
    const { name, version } = packageIn(folder);
    if (typeof name === "string") {
      const service = { "service.name": name.replace(/^@[^/]+\//, "") };
      return typeof version === "string" ? { ...service, "service.version": version } : service;
    }
    const parent = dirname(folder);
    folder = parent === folder ? undefined : parent;
  }
  return {};
}

function packageIn(folder: string): { name?: unknown; version?: unknown } {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: unknown };
  } catch {
    return {};
  }
}
