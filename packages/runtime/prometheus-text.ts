export interface MetricSample {
  labels: Record<string, string>;
  /** Of a histogram: its count. */
  value: number;
  sum?: number;
  /** Upper bound in seconds and how many values lie at or below it, ascending, without infinity. */
  buckets?: readonly (readonly [bound: number, count: number])[];
}

export interface MetricFamily {
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  samples: readonly MetricSample[];
}

/**
 * Prometheus' text format 0.0.4. Families of one name become one, with HELP and TYPE once; a family whose type
 * contradicts an earlier one of its name is left out, since a scrape with both would be refused whole.
 */
export function prometheusText(families: Iterable<MetricFamily>): string {
  const byName = new Map<string, { family: MetricFamily; lines: Map<string, string[]> }>();
  for (const family of families) {
    const name = exposedName(family);
    const merged = byName.get(name) ?? { family, lines: new Map<string, string[]>() };
    if (merged.family.type !== family.type) continue;
    byName.set(name, merged);
    for (const sample of family.samples) {
      const labels = labelPairs(sample.labels);
      merged.lines.set(labels.join(","), sampleLines(name, labels, sample));
    }
  }
  return [...byName]
    .filter(([, { lines }]) => lines.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { family, lines }]) => {
      const head = `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${family.type}\n`;
      return `${head}${[...lines.values()].flat().join("\n")}\n`;
    })
    .join("");
}

function exposedName({ name, type }: MetricFamily): string {
  const legal = name.replaceAll(/[^a-zA-Z0-9_:]/g, "_").replace(/^(?=\d)/, "_");
  return type === "counter" && !legal.endsWith("_total") ? `${legal}_total` : legal;
}

/** Sorted; two names that become the same legal one share it, their values joined as OpenTelemetry says. */
function labelPairs(labels: Record<string, string>): string[] {
  const legal = new Map<string, string>();
  for (const [name, value] of Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = name.replaceAll(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d)|^__+/, "_");
    const held = legal.get(key);
    legal.set(key, held === undefined ? value : `${held};${value}`);
  }
  return [...legal].map(([name, value]) => `${name}="${escapeValue(value)}"`);
}

function sampleLines(name: string, labels: string[], { value, sum, buckets }: MetricSample): string[] {
  const line = (suffix: string, pairs: string[], figure: number) =>
    `${name}${suffix}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${figureText(figure)}`;
  if (buckets === undefined) return [line("", labels, value)];
  return [
    ...buckets.map(([bound, count]) => line("_bucket", [...labels, `le="${bound}"`], count)),
    line("_bucket", [...labels, 'le="+Inf"'], value),
    line("_sum", labels, sum ?? 0),
    line("_count", labels, value),
  ];
}

function figureText(figure: number): string {
  if (figure === Infinity) return "+Inf";
  return figure === -Infinity ? "-Inf" : String(figure);
}

const escapeHelp = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeValue = (text: string) => escapeHelp(text).replaceAll('"', '\\"');
