export interface Figures {
  count: number;
  errors: number;
  p95Seconds: number;
}

/** Of one figure at a time of Prometheus'; NaN when there is none. `atSeconds` is now when left out. */
export async function askPrometheus(url: string, query: string, atSeconds?: number): Promise<number> {
  const body = new URLSearchParams({ query });
  if (atSeconds !== undefined) body.set("time", `${atSeconds}`);
  const response = await fetch(`${url}/api/v1/query`, { method: "POST", body }).catch(() => undefined);
  // It may still be starting.
  if (response === undefined || response.status === 503) return Number.NaN;
  const answer = (await response.json()) as {
    error?: string;
    data?: { result: { value: [number, string] }[] };
  };
  if (answer.data === undefined) throw new Error(`${answer.error}: ${query}`);
  return Number(answer.data.result[0]?.value[1] ?? Number.NaN);
}

/** What Monitor's API says of the operations of a service over the window. */
export async function askMonitor(
  { dashboard, token }: { dashboard: string; token: string },
  { service, fromSeconds, toSeconds }: { service: string; fromSeconds: number; toSeconds: number },
): Promise<Figures> {
  const address = new URL("/api/v1/operations", dashboard);
  address.searchParams.set("service", service);
  address.searchParams.set("kind", "tracked");
  address.searchParams.set("from", new Date(fromSeconds * 1_000).toISOString());
  address.searchParams.set("to", new Date(toSeconds * 1_000).toISOString());
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  const { items } = (await response.json()) as {
    items: { figures: { count: number; errors: number; p95Ms: number | null } }[];
  };
  const { count = 0, errors = 0, p95Ms } = items[0]?.figures ?? {};
  return { count, errors, p95Seconds: (p95Ms ?? Number.NaN) / 1_000 };
}
