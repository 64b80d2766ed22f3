/** What Prometheus says of the last scrape of each of its targets: what a figure that never came is owed to. */
export async function scrapesOf(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/targets`).catch(() => undefined);
  if (response === undefined) return `no answer from Prometheus at ${url}`;
  const { data } = (await response.json()) as {
    data: { activeTargets: { scrapeUrl: string; health: string; lastError: string }[] };
  };
  return data.activeTargets
    .map(({ scrapeUrl, health, lastError }) => `${scrapeUrl} ${health} ${lastError}`)
    .join("; ");
}
