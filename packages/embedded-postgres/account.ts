import { readFile } from "node:fs/promises";

export interface Account {
  uid: number;
  gid: number;
}

/** The account PostgreSQL runs under when this process is root; undefined when it is not. */
export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const found =
    accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (found === undefined)
    throw new Error("As root, an account named postgres or nobody is needed; add one.");
  return { uid: Number(found[2]), gid: Number(found[3]) };
}
