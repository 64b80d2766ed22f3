interface Asking {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  /** Text of an answer that is an error for Alertmanager and none for us. */
  isFine?: (status: number, text: string) => boolean;
}

const PATIENCE_MS = 3000;

/** What Alertmanager answers under /api/v2; a user and password in its address go as basic auth. Rejects otherwise. */
export async function askAlertmanager(url: string, path: string, asking: Asking = {}): Promise<unknown> {
  const { method = "GET", body, isFine = () => false } = asking;
  const { address, authorization } = withoutCredentials(url);
  const response = await fetch(`${address}/api/v2${path}`, {
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
  return response.ok && text !== "" ? (JSON.parse(text) as unknown) : undefined;
}

/** `fetch` refuses an address that holds a password. */
function withoutCredentials(url: string): { address: string; authorization: string | undefined } {
  const parsed = new URL(url);
  const { username, password } = parsed;
  parsed.username = parsed.password = "";
  const address = parsed.href.replace(/\/+$/, "");
  if (username === "") return { address, authorization: undefined };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { address, authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
