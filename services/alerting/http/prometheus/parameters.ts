import { parseDuration } from "@mystocks/rules";
import type { Request } from "express";

/** Refused as Prometheus refuses it: `bad_data` with status 400. */
export class BadData extends Error {
  override name = "BadData";
}

const invalid = (name: string, why: string) => new BadData(`invalid parameter "${name}": ${why}`);

/** Parameters of a request: those of a form first, then those of the address, as in Prometheus. */
export class Parameters {
  readonly #values = new URLSearchParams();
  readonly #ofAddress: URLSearchParams;

  constructor(request: Pick<Request, "body" | "originalUrl">) {
    this.#ofAddress = new URL(request.originalUrl, "http://monitor").searchParams;
    for (const [name, value] of Object.entries((request.body ?? {}) as Record<string, unknown>))
      for (const one of Array.isArray(value) ? value : [value])
        if (typeof one === "string") this.#values.append(name, one);
    for (const [name, value] of this.#ofAddress) this.#values.append(name, value);
  }

  /** "" where it is not given. */
  text(name: string): string {
    return this.#values.get(name) ?? "";
  }

  all(name: string): string[] {
    return this.#values.getAll(name);
  }

  /** Only of the address. */
  addressed(name: string): string {
    return this.#ofAddress.get(name) ?? "";
  }

  /** Must be there; in milliseconds. */
  time(name: string): number {
    return timeParameter(name, this.text(name));
  }

  /** In milliseconds; `otherwise` where it is not given. */
  timeOr<T>(name: string, otherwise: T): number | T {
    const text = this.text(name);
    if (text === "") return otherwise;
    return instant(text) ?? refuse(name, `Invalid time value for '${name}': ${noTime(text)}`);
  }

  /** In milliseconds; undefined where it is not given. */
  duration(name: string): number | undefined {
    const text = this.text(name);
    return text === "" ? undefined : (duration(text) ?? refuse(name, noDuration(text)));
  }

  /** Results at the most; undefined: any number. */
  limit(name = "limit"): number | undefined {
    const text = this.text(name);
    if (text === "") return undefined;
    if (!/^[+-]?\d+$/.test(text))
      throw invalid(name, `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    const limit = Number(text);
    if (limit < 0) throw invalid(name, "limit must be non-negative");
    return limit === 0 ? undefined : limit;
  }

  /** As Go reads it; false where it is not given. */
  flag(name: string): boolean {
    const text = this.addressed(name).toLowerCase();
    if (["", "0", "f", "false"].includes(text)) return false;
    if (["1", "t", "true"].includes(text)) return true;
    throw invalid(name, `error converting ${name}: strconv.ParseBool: parsing "${text}": invalid syntax`);
  }
}

/** Unix seconds with a fraction, or RFC 3339; in milliseconds. */
export function timeParameter(name: string, text: string): number {
  return instant(text) ?? refuse(name, noTime(text));
}

/** Seconds, or a duration such as 1m30s; in milliseconds, more than 0. */
export function stepParameter(name: string, text: string): number {
  const stepMs = duration(text) ?? refuse(name, noDuration(text));
  if (stepMs > 0) return stepMs;
  return refuse(
    name,
    "zero or negative query resolution step widths are not accepted. Try a positive integer",
  );
}

function refuse(name: string, why: string): never {
  throw invalid(name, why);
}

export const noDuration = (text: string) => `cannot parse ${JSON.stringify(text)} to a valid duration`;
const noTime = (text: string) => `cannot parse ${JSON.stringify(text)} to a valid timestamp`;

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
/** What JavaScript can count in milliseconds without loss; a client's "since ever" lies far beyond. */
const FURTHEST_MS = 8.64e15;

function instant(text: string): number | undefined {
  const seconds = number(text);
  if (seconds !== undefined) return Math.min(Math.max(Math.round(seconds * 1000), -FURTHEST_MS), FURTHEST_MS);
  if (/^[+-]?\d{5,}-\d\d-\d\dT.*Z$/.test(text)) return text.startsWith("-") ? -FURTHEST_MS : FURTHEST_MS;
  const timeMs = RFC_3339.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function duration(text: string): number | undefined {
  const seconds = number(text);
  if (seconds === undefined) return parseDuration(text);
  const durationMs = Math.round(seconds * 1000);
  return Number.isSafeInteger(durationMs) ? durationMs : undefined;
}

function number(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
