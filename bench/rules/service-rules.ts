const LEVELS = ["warning", "critical"] as const;
type Level = (typeof LEVELS)[number];

/** 25 rules of one job as they are found in rule files: what is recorded first, then what alerts in two levels. */
export function serviceRules(job: string): string[] {
  const own = `job="${job}"`;
  return [...recordings(own, job), ...LEVELS.flatMap((level) => alerts(own, job, level))];
}

function recordings(own: string, job: string): string[] {
  return [
    record("route:http_requests:rate5m", `sum by (job, route) (rate(http_requests_total{${own}}[5m]))`),
    record(
      "route:http_request_duration:p99",
      `histogram_quantile(0.99, sum by (job, route) (rate(http_request_duration_seconds{${own}}[5m])))`,
    ),
    record(
      "instance:cpu:used",
      `1 - avg by (job, instance) (rate(node_cpu_seconds_total{${own},mode="idle"}[5m]))`,
    ),
    record("job:http_errors:ratio5m", errorRatio(own, "5m")),
    record("job:http_errors:ratio15m", errorRatio(own, "15m")),
  ].map((text) => `${text}\n        labels: { service: ${job} }`);
}

function alerts(own: string, job: string, level: Level): string[] {
  const pick = (warning: number, critical: number): number => (level === "warning" ? warning : critical);
  const name = (text: string): string => `${text}_${job.replace("-", "_")}`;
  const burn = pick(6, 14.4) * 0.001;
  return [
    alert(name("HighErrorRate"), `${errorRatio(own, "5m")} > ${pick(0.02, 0.05)}`, level),
    alert(
      name("ErrorBudgetBurn"),
      `job:http_errors:ratio5m{${own}} > ${burn} and job:http_errors:ratio15m{${own}} > ${burn}`,
      level,
    ),
    alert(
      name("SlowRequests"),
      `histogram_quantile(0.95, sum by (job) (rate(http_request_duration_seconds{${own}}[5m]))) > ${pick(0.3, 0.5)}`,
      level,
    ),
    alert(name("SlowRoute"), `route:http_request_duration:p99{${own}} > ${pick(0.4, 0.6)}`, level),
    alert(name("HighCpu"), `instance:cpu:used{${own}} > ${pick(0.85, 0.95)}`, level, "1h"),
    alert(
      name("LowMemory"),
      `node_memory_MemAvailable_bytes{${own}} / node_memory_MemTotal_bytes{${own}} < ${pick(0.1, 0.05)}`,
      level,
    ),
    alert(
      name("DiskWillFill"),
      `predict_linear(node_filesystem_avail_bytes{${own}}[10m], ${pick(14_400, 7200)}) < 0`,
      level,
      "1h",
    ),
    alert(name("PoolExhausted"), `db_pool_active{${own}} / db_pool_max{${own}} > ${pick(0.8, 0.9)}`, level),
    alert(name("Down"), `up{${own}} == 0`, level),
    alert(name("Restarting"), `increase(process_restarts_total{${own}}[10m]) > ${pick(3, 6)}`, level),
  ];
}

function errorRatio(own: string, window: string): string {
  const requests = (more: string) => `sum by (job) (rate(http_requests_total{${own}${more}}[${window}]))`;
  return `${requests(',status=~"5.."')} / ${requests("")}`;
}

function record(name: string, expression: string): string {
  return `      - record: ${name}\n        expr: ${JSON.stringify(expression)}`;
}

function alert(name: string, expression: string, severity: Level, lasting = "0s"): string {
  return `      - alert: ${name}
        expr: ${JSON.stringify(expression)}
        for: ${lasting}
        labels: { severity: ${severity} }
        annotations:
          summary: "{{ $labels.job }}: {{ $value | humanize }}"`;
}
