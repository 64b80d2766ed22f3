interface Asking {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  /** Text of an answer that is an error for Alertmanager and none for us. */
  isFine?: (status: number, text: string) => boolean;
}

interface Answered {
  body: unknown;
  /** How much its clock is ahead of the other one, at the most; 0 when they can't be told apart. */
  aheadOf: (clockMs: number) => number;
}

const PATIENCE_MS = 3000;
/** The answer has been under way. */
const SAME_CLOCK_MS = 3000;
/** Its clock is told in whole seconds. */
const UNTOLD_MS = 1000;

/** What Alertmanager answers under /api/v2; a user and password in its address go as basic auth. Rejects otherwise. */
export async function askAlertmanager(url: string, path: string, asking: Asking = {}): Promise<Answered> {
  const { method = "GET", body, isFine = () => false } = asking;
  const authorization = authorizationOf(url);
  const response = await fetch(`${publicAddress(url)}/api/v2${path}`, {
    method,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  if (!response.ok && !isFine(response.status, text))
    throw new Error(`${response.status} ${text.slice(0, 200)}`);
  const theirMs = Date.parse(response.headers.get("date") ?? "") + UNTOLD_MS;
  return {
    body: response.ok && text !== "" ? (JSON.parse(text) as unknown) : undefined,
    aheadOf: (clockMs) => (Math.abs(theirMs - clockMs) > SAME_CLOCK_MS ? theirMs - clockMs : 0),
  };
}

/** Without user and password, and without a slash at the end. */
export function publicAddress(url: string): string {
  const parsed = new URL(url);
  parsed.username = parsed.password = "";
  return parsed.href.replace(/\/+$/, "");
}

/** `fetch` refuses an address that holds a password. */
function authorizationOf(url: string): string | undefined {
  const { username, password } = new URL(url);
  if (username === "") return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
