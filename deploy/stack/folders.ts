import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Where a stack keeps its things; everything below one folder, but PostgreSQL's when its account can't enter it. */
export function stackFolders(dir: string) {
  return {
    state: join(dir, "stack.json"),
    logs: join(dir, "logs"),
    secrets: join(dir, "secrets"),
    data: (part: string) => join(dir, part),
  };
}

/** The first administrator's token, made once and kept. */
export const adminTokenFile = ({ secrets }: Pick<StackFolders, "secrets">) => join(secrets, "admin-token");

export type StackFolders = ReturnType<typeof stackFolders>;

export const namedStackDir = (name: string) => join(REPOSITORY, ".data", "stack", name);
