import { redactText } from "./redact.ts";

const LONGEST_NAME = 256;
const LONGEST_MESSAGE = 1024;

/** A span's name as it may be stored: some libraries put the SQL or the whole URL there. */
export function spanName(text: string): string {
  return redactText(text, LONGEST_NAME);
}

/** Undefined when empty. */
export function statusMessage(text: string): string | undefined {
  return text === "" ? undefined : redactText(text, LONGEST_MESSAGE);
}

/** A kind that is not known yet is internal, as the protocol asks for. */
export function kindOf(kind: number): number {
  return kind >= 1 && kind <= 5 ? kind : 1;
}

/** A status that is not known yet is unset. */
export function statusOf(code: number): number {
  return code === 1 || code === 2 ? code : 0;
}
