interface Answer {
  status: "success" | "error";
  error?: string;
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

/** How many series of an instant query have a number now. @throws Error with what Prometheus says of a wrong query */
export async function seriesWithData(prometheusUrl: string, query: string): Promise<number> {
  const response = await fetch(`${prometheusUrl}/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query }),
  });
  const answer = (await response.json()) as Answer;
  if (answer.status !== "success") throw new Error(`${answer.error}: ${query}`);
  return answer.data.result.filter(({ value }) => Number.isFinite(Number(value[1]))).length;
}

export async function labelValues(prometheusUrl: string, series: string, label: string): Promise<string[]> {
  const address = new URL(`/api/v1/label/${label}/values`, prometheusUrl);
  address.searchParams.set("match[]", series);
  const answer = (await (await fetch(address)).json()) as { data: string[] };
  return answer.data;
}

/** Ids of the traces that are kept with the figures of a query's series in the last five minutes. */
export async function tracesBehind(prometheusUrl: string, query: string): Promise<string[]> {
  const nowSeconds = Date.now() / 1_000;
  const response = await fetch(`${prometheusUrl}/api/v1/query_exemplars`, {
    method: "POST",
    body: new URLSearchParams({ query, start: `${nowSeconds - 300}`, end: `${nowSeconds}` }),
  });
  const { data } = (await response.json()) as { data: { exemplars: { labels: Record<string, string> }[] }[] };
  return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels["trace_id"] ?? ""));
}
