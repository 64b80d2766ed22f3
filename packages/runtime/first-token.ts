import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

export async function ensureTokenFile(
  file: string,
  tokens: { isKnown: (token: string) => Promise<boolean>; create: () => Promise<string> },
): Promise<string> {
  const held = await readToken(file);
  if (held !== undefined && (await tokens.isKnown(held))) return held;
  const token = await tokens.create();
  await mkdir(dirname(file), { recursive: true });
  // A new file, moved over the old one: its mode is 0600 from its first byte on.
  const fresh = `${file}.${randomBytes(4).toString("hex")}`;
  await writeFile(fresh, `${token}\n`, { mode: 0o600, flag: "wx" });
  await rename(fresh, file);
  return token;
}

async function readToken(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
