export interface ScrapedSample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_.]*|"(?:[^"\\\n]|\\.)*")\s*=\s*"((?:[^"\\\n]|\\.)*)"\s*,?\s*/y;

/**
 * Samples of Prometheus' text format 0.0.4 and of OpenMetrics. Comments, types, timestamps and exemplars are
 * passed over; so is a line that is none of it, since a foreign exporter's slip must not hide its other figures.
 */
export function parsePrometheusText(text: string): ScrapedSample[] {
  return text.split("\n").flatMap((line) => {
    const sample = line.startsWith("#") ? undefined : sampleOf(line.trim());
    return sample === undefined ? [] : [sample];
  });
}

function sampleOf(line: string): ScrapedSample | undefined {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return undefined;
  const read = labelsFrom(line, NAME.lastIndex);
  if (read === undefined) return undefined;
  const value = figureOf(line.slice(read.end).trim().split(/\s+/, 1)[0] ?? "");
  return value === undefined ? undefined : { name, labels: read.labels, value };
}

function labelsFrom(
  line: string,
  start: number,
): { labels: Record<string, string>; end: number } | undefined {
  const labels: Record<string, string> = {};
  if (line[start] !== "{") return { labels, end: start };
  let end = start + 1;
  for (;;) {
    LABEL.lastIndex = end;
    const found = LABEL.exec(line);
    if (found === null) break;
    labels[found[1]!.replaceAll('"', "")] = unescaped(found[2]!);
    end = LABEL.lastIndex;
  }
  while (line[end] === " ") end++;
  return line[end] === "}" ? { labels, end: end + 1 } : undefined;
}

const ESCAPED: Record<string, string> = { n: "\n", '"': '"', "\\": "\\" };
const unescaped = (text: string) =>
  text.replaceAll(/\\(.)/g, (_, letter: string) => ESCAPED[letter] ?? letter);

function figureOf(text: string): number | undefined {
  if (/^[+-]?Inf$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^NaN$/i.test(text)) return Number.NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
