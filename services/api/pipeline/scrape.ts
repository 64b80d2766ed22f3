import { parsePrometheusText, type ScrapedSample } from "@mystocks/runtime";
import { UnusableAnswer } from "./polled.ts";

const LARGEST_CHARACTERS = 8_000_000;

/** The samples at a metrics address. */
export async function scrape(url: string, signal: AbortSignal): Promise<ScrapedSample[]> {
  const response = await fetch(url, { signal, headers: { accept: "text/plain;version=0.0.4" } });
  const text = await response.text();
  if (!response.ok) throw new UnusableAnswer(`${url} answered ${response.status}`);
  if (text.length > LARGEST_CHARACTERS) throw new UnusableAnswer(`${url} answered ${text.length} characters`);
  return parsePrometheusText(text);
}
