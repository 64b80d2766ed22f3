/** Repeatable random numbers (mulberry32). */
interface Random {
  below(limit: number): number;
  one<T>(items: readonly T[]): T;
  chance(share: number): boolean;
}

function random(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, one: (items) => items[below(items.length)]!, chance: (share) => next() < share };
}

const EXPRESSIONS = [
  "m > 2",
  "m >= 3",
  "m == 0",
  "n != 1",
  "m > n",
  "m > bool 1 == 1",
  "m + n > 4",
  "sum by (job) (m) > 4",
  "max without (instance) (n) > 2",
  "count(m) < 4",
  'absent(m{instance="a"})',
  "rate(c[3m]) > 0.04",
  "increase(c[5m]) > 8",
  "m > 1 and on (instance) n < 2",
  "m unless n > 1",
  "m > 3 or n > 3",
  "sum_over_time(m[4m]) > 8",
  "max_over_time(n[3m]) - n > 2",
  "changes(m[6m]) > 3",
  "r:m:sum > 6",
  'ALERTS{alertname="A0"}',
  "vector(1)",
  "m offset 2m > 3",
  "count by (job) (m > 1) >= 2",
  "min_over_time(m[4m]) > 1",
  'absent_over_time(n{instance="d"}[3m])',
];
const DURATIONS = ["0s", "1m", "2m", "3m", "90s", "5m"];
const KEEP = ["0s", "0s", "1m", "2m", "150s"];
const LABEL_TEXTS = [
  "page",
  "{{ $labels.job }}-team",
  "{{ if gt $value 3.0 }}high{{ else }}low{{ end }}",
  "{{ $labels.nothing }}",
  "{{ with $labels.instance }}i-{{ . }}{{ end }}",
  "{{ $externalLabels.region | toUpper }}",
];
const ANNOTATION_TEXTS = [
  "{{ $labels.instance }} of {{ $labels.job }} is at {{ $value }}",
  '{{ printf "%.2f of %s" $value $labels.job }}{{/* no */}}',
  "{{- range $name, $text := $labels }} {{ $name }}={{ $text }}{{ end -}}",
  "{{ humanize $value }} {{ humanize1024 $value }} {{ humanizeDuration $value }} {{ humanizePercentage $value }}",
  '{{ with query "m" | sortByLabel "instance" }}{{ . | len }} first {{ . | first | value }}{{ end }}',
  '{{ range query "n" | sortByLabel "instance" }}{{ .Labels.instance }}:{{ .Value }};{{ end }}',
  '{{ if and (eq $labels.job "x") (lt $value 5.0) }}x small{{ else if eq $labels.job "y" }}y{{ else }}none{{ end }}',
  '{{ reReplaceAll "(.)" "<$1>" $labels.instance }} {{ match "^[ab]$" $labels.instance }}',
  '{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" $value }} {{ $x := .Value }}{{ $x }} {{ $externalURL }}',
  '{{ title $labels.job }} {{ $labels }} {{ len $labels }} {{ index $labels "instance" }}',
  '{{ $value | humanizeTimestamp }} {{ printf "%6.1f|%-8s|%q|%05.1f|%e" $value $labels.job $labels.instance $value $value }}',
  "plain text",
];

const INSTANCES = ["a", "b", "c", "d"];

export interface RandomCase {
  rules: { groups: { name: string; rules: Record<string, unknown>[] }[] };
  series: { series: string; values: string }[];
}

/** Rules over four instances of three metrics with holes, staleness markers and resets. */
export function randomCase(seed: number, steps: number): RandomCase {
  const rng = random(seed);
  const alerts = Array.from({ length: 6 }, (_, index) => randomAlert(rng, index));
  const record = { record: "r:m:sum", expr: "sum without (instance) (m)", labels: { source: "rule" } };
  const rules = {
    groups: [
      { name: "one", rules: [record, ...alerts.slice(0, 3)] },
      { name: "two", rules: alerts.slice(3) },
    ],
  };
  const series = ["m", "n", "c"].flatMap((name) =>
    INSTANCES.map((instance, index) => ({
      series: `${name}{instance="${instance}",job="${index % 2 === 0 ? "x" : "y"}"}`,
      values: randomValues(rng, name === "c", steps),
    })),
  );
  return { rules, series };
}

function randomAlert(rng: Random, index: number): Record<string, unknown> {
  const [labels, annotations]: Record<string, string>[] = [{}, {}];
  for (const name of ["severity", "team"]) if (rng.chance(0.5)) labels![name] = rng.one(LABEL_TEXTS);
  for (const name of ["summary", "description"])
    if (rng.chance(0.7)) annotations![name] = rng.one(ANNOTATION_TEXTS);
  // Makes label sets equal: both engines must refuse that.
  if (rng.chance(0.05)) labels!["instance"] = "all";
  return {
    alert: `A${index}`,
    expr: rng.one(EXPRESSIONS),
    for: rng.one(DURATIONS),
    keep_firing_for: rng.one(KEEP),
    labels,
    annotations,
  };
}

function randomValues(rng: Random, isCounter: boolean, steps: number): string {
  const values: string[] = [];
  // Counters far from 0: how far rates reach back to it has changed between Prometheus 2.42 and 3.
  let level = rng.below(5) + (isCounter ? 1000 : 0);
  while (values.length < steps) {
    const kind = rng.below(12);
    if (kind === 0) values.push("stale");
    else if (kind === 1) values.push(...Array.from({ length: 1 + rng.below(7) }, () => "_"));
    else {
      level = isCounter
        ? rng.chance(0.05)
          ? 500
          : level + rng.below(8)
        : rng.chance(0.6)
          ? level
          : rng.below(11) / 2;
      values.push(String(level));
    }
  }
  return values.slice(0, steps).join(" ");
}
