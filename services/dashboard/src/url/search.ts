// What the address says after `?`. Values stay text: a trace id of digits only must not become a number.

export type Raw = Record<string, unknown>;

export function readSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function writeSearch(search: Raw): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === "string" && value !== "") parameters.set(key, value);
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** The value when it is a text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value when it is one of those allowed. */
export function oneOf<const T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

/** Drops keys without a value, so that they never show in the address. */
export function compact<T extends object>(search: T): { [K in keyof T]?: T[K] | undefined } {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Partial<T>;
}
