import { causeText } from "@mystocks/schedule/causes";
import type { RunFigures } from "@mystocks/schedule";
import type { HttpAnswer } from "@mystocks/runtime";

const MOST_FIGURES = 12;
const LONGEST_REASON = 300;
const FIGURE_NAME = /^[A-Za-z][\w.-]{0,39}$/;

type Json = Readonly<Record<string, unknown>>;

/**
 * What a service says of its work: the numbers of its answer, or of the answer's `data`, by name. Throws the cause when it
 * is no 2xx, or says itself that it failed: `success` or `ok` is false, or `status` begins with fail or error.
 */
export function figuresOf({ status, headers, body }: HttpAnswer): RunFigures | undefined {
  const answer = jsonOf(body);
  if (status >= 300 && status < 400) {
    const where = headers.get("location") ?? "nowhere";
    throw new Error(causeText("serviceRedirects", { status, where }));
  }
  if (status < 200 || status >= 300 || saysFailed(answer))
    throw new Error(causeText("serviceFailed", { status, why: reasonOf(answer, body) }));
  const figures = Object.entries({ ...answer, ...asJson(answer?.["data"]) }).filter(isFigure);
  return figures.length === 0 ? undefined : Object.fromEntries(figures.slice(0, MOST_FIGURES));
}

function saysFailed(answer: Json | undefined): boolean {
  if (answer === undefined) return false;
  const { success, ok, status } = answer;
  return success === false || ok === false || (typeof status === "string" && /^(fail|error)/i.test(status));
}

/** In the service's words, as problem+json and others have them. */
function reasonOf(answer: Json | undefined, body: string): string {
  const { detail, message, error, title } = answer ?? {};
  const said = [detail, message, error, asJson(error)?.["message"], title].find(
    (text) => typeof text === "string" && text !== "",
  );
  const text = (said ?? body) as string;
  const reason = text.replaceAll(/\s+/g, " ").trim().slice(0, LONGEST_REASON);
  return reason === "" ? "without a reason" : reason;
}

const isFigure = (entry: [string, unknown]): entry is [string, number] =>
  FIGURE_NAME.test(entry[0]) && typeof entry[1] === "number" && Number.isFinite(entry[1]);

function jsonOf(body: string): Json | undefined {
  try {
    return asJson(JSON.parse(body));
  } catch {
    return undefined;
  }
}

const asJson = (value: unknown): Json | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
