import type { Problem } from "@mystocks/api";
import { ApiProblem, UNREACHABLE } from "./problem.ts";

const NO_CONTENT = 204;
const ACCEPT = { accept: "application/json" };

export type Query = Record<string, string | number | boolean | undefined>;

/** GET below `/api/v1`. Throws ApiProblem for every refusal, and when the server can't be reached. */
export async function fetchJson<T>(path: string, query: Query, signal?: AbortSignal): Promise<T> {
  return readJson(await ask(address(path, query), { headers: ACCEPT, signal: signal ?? null }));
}

/** POST of a JSON body below `/api/v1`; throws as fetchJson does. Undefined when there is nothing to answer. */
export async function postJson<T>(path: string, body: object): Promise<T> {
  const headers = { ...ACCEPT, "content-type": "application/json" };
  return readJson(await ask(address(path, {}), { method: "POST", headers, body: JSON.stringify(body) }));
}

/** PUT of a JSON body below `/api/v1`; throws as fetchJson does. */
export async function putJson<T>(path: string, body: object): Promise<T> {
  const headers = { ...ACCEPT, "content-type": "application/json" };
  return readJson(await ask(address(path, {}), { method: "PUT", headers, body: JSON.stringify(body) }));
}

/** DELETE below `/api/v1`; throws as fetchJson does. */
export async function deleteAt(path: string): Promise<void> {
  const response = await ask(address(path, {}), { method: "DELETE", headers: ACCEPT });
  if (!response.ok) throw await problemOf(response);
}

function address(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `/api/v1${path}${text === "" ? "" : `?${text}`}`;
}

async function ask(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiProblem({ status: UNREACHABLE, code: "UNREACHABLE", detail: String(cause) });
  }
}

async function readJson<T>(response: Response): Promise<T> {
  if (!response.ok) throw await problemOf(response);
  return (response.status === NO_CONTENT ? undefined : await response.json()) as T;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === "object" && body !== null && "detail" in body) {
    return new ApiProblem({ ...(body as Problem), status: response.status });
  }
  return new ApiProblem({ status: response.status, detail: `HTTP ${response.status}` });
}
