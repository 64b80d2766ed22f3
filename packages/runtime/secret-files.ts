import { readFile } from "node:fs/promises";

type Json = Record<string, unknown>;

/** Every key `xFile` of a known secret replaced by `x` with what the file holds, without the line end. */
export async function withSecretsRead(
  config: Json,
  secrets: readonly string[],
): Promise<{ config: Json; problems: string[]; files: string[] }> {
  const problems: string[] = [];
  const files: string[] = [];
  const read = async (value: unknown, place: string): Promise<unknown> => {
    if (Array.isArray(value))
      return Promise.all(value.map((item, index) => read(item, `${place}[${index}]`)));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(async ([key, held]) => {
      const secret = secrets.find((name) => key === `${name}File`);
      const at = place === "" ? key : `${place}.${key}`;
      if (secret === undefined || typeof held !== "string") return [key, await read(held, at)] as const;
      if (secret in value) problems.push(`${at}: ${secret} is set as well; only one of them can hold`);
      files.push(held);
      const text = await readFile(held, "utf8").catch((error: NodeJS.ErrnoException) => {
        problems.push(`${at}: ${held} can't be read (${error.code})`);
        return "";
      });
      return [secret, text.trimEnd()] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  };
  return { config: (await read(config, "")) as Json, problems, files };
}
