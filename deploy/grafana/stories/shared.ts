import type { Limits, Link, Variable } from "../story.ts";

export const DURATION = "mystocks_operation_duration_seconds";
export const ERRORS = "mystocks_operation_errors_total";
export const REQUESTS = "mystocks_http_requests_total";
export const REQUEST_DURATION = "mystocks_http_request_duration_seconds";

/** MyStocks' own: from 2 s on an operation is slow, over 5 s critical. */
export const SLOW_SECONDS: Limits = { warning: 2, critical: 5 };
export const REQUEST_P95_SECONDS: Limits = { warning: 1, critical: 5 };
export const ERROR_RATIO: Limits = { warning: 0.05, critical: 0.1 };
export const HIT_RATIO: Limits = { warning: 0.6, critical: 0.3, below: true };
export const POOL_USAGE: Limits = { warning: 0.6, critical: 0.8 };
export const ANY: Limits = { warning: 1e-9, critical: 1 };

/** Monitor's own processes are scraped too; they are no services of the platform. */
const OF_SERVICES = 'job!="monitor"';

export const SERVICE: Variable = {
  name: "service",
  label: { en: "Service", zh: "服务" },
  query: `label_values({__name__=~"mystocks_operation_duration_seconds_count|mystocks_http_requests_total",${OF_SERVICES}}, service)`,
};

export const CLASSIFICATION: Variable = {
  name: "classification",
  label: { en: "Class of data", zh: "数据分类" },
  query: `label_values(${DURATION}_count{service=~"$service"}, classification)`,
};

export const OPERATION: Variable = {
  name: "operation",
  label: { en: "Operation", zh: "操作" },
  query: `label_values(${DURATION}_count{service=~"$service",classification=~"$classification"}, operation)`,
};

export const OF_SERVICE = `${OF_SERVICES},service=~"$service"`;
export const OF_OPERATION = `${OF_SERVICE},classification=~"$classification",operation=~"$operation"`;

export const ALL_OPERATIONS: Link = {
  title: { en: "Operations in Monitor", zh: "在 Monitor 中查看操作" },
  path: "/operations",
};

export const SLOWEST: Link = {
  title: { en: "Slowest executions and their traces", zh: "最慢的执行及其链路" },
  path: "/operations/slow",
};

/** Of the row that was clicked on. */
export const THIS_OPERATION: Link = {
  title: { en: "This operation in Monitor", zh: "在 Monitor 中查看该操作" },
  path: "/operations?service=${__data.fields.service}&search=${__data.fields.operation}",
};
