import { notUnderstood } from "./usage.ts";

/** The flags of a command that takes nothing else. Throws USAGE at one it does not know. */
export function readFlags(args: readonly string[], known: readonly string[]): Set<string> {
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown !== undefined) throw notUnderstood(`"${unknown}" is not known here`);
  return new Set(args);
}
