export interface ScrapeTargets {
  /** `host:port` of the Collector's Prometheus exporter: the one way by which services' metrics come in. */
  services: readonly string[];
  /** `host:port` of the Collector's own metrics. */
  collector: readonly string[];
  /** `host:port` of each of Monitor's processes by its role, such as `recorder`. */
  roles: Readonly<Record<string, readonly string[]>>;
  prometheus?: readonly string[];
  alertmanager?: readonly string[];
  /** A viewer's token: /metrics of a role on another machine asks for one. */
  rolesTokenFile?: string;
}

interface ScrapeJob {
  job_name: string;
  honor_labels?: boolean;
  authorization?: { credentials_file: string };
  static_configs: { targets: readonly string[]; labels?: Record<string, string> }[];
  metric_relabel_configs?: Relabeling[];
}

interface Relabeling {
  source_labels?: string[];
  regex?: string;
  target_label?: string;
  replacement?: string;
  action?: "replace" | "keep" | "drop";
}

/** `service` is what Monitor's own series store calls it, so one rule file runs in both. A name space is left out. */
const SERVICE_FROM_JOB: Relabeling = {
  source_labels: ["service", "job"],
  regex: ";(?:.*/)?([^/]+)",
  target_label: "service",
  replacement: "$1",
};

/** The API's /metrics also repeats what services sent, for installs without a Collector; here it would come in twice. */
const WITHOUT_REPEATED: Relabeling = { source_labels: ["exported_instance"], regex: ".+", action: "drop" };

export function scrapeJobs(targets: ScrapeTargets): ScrapeJob[] {
  const { services, collector, roles, rolesTokenFile } = targets;
  return [
    {
      job_name: "services",
      // `job` and `instance` are the service's, not the Collector's.
      honor_labels: true,
      static_configs: [{ targets: services }],
      metric_relabel_configs: [SERVICE_FROM_JOB],
    },
    { job_name: "collector", static_configs: [{ targets: collector }] },
    {
      job_name: "monitor",
      ...(rolesTokenFile !== undefined && { authorization: { credentials_file: rolesTokenFile } }),
      static_configs: Object.entries(roles).map(([role, ofRole]) => ({ targets: ofRole, labels: { role } })),
      metric_relabel_configs: [WITHOUT_REPEATED],
    },
    ...plain("prometheus", targets.prometheus),
    ...plain("alertmanager", targets.alertmanager),
  ];
}

function plain(name: string, targets: readonly string[] = []): ScrapeJob[] {
  return targets.length === 0 ? [] : [{ job_name: name, static_configs: [{ targets }] }];
}
