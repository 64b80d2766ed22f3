import { compact, oneOf, textOf } from "./search.ts";
import type { Raw } from "./search.ts";

export const ZONES = ["exchange", "browser", "utc"] as const;
export type Zone = (typeof ZONES)[number];

const OPERATION_SORTS = ["time", "count", "p95", "max", "errors", "name"] as const;
export type OperationSort = (typeof OPERATION_SORTS)[number];

export const KINDS = ["tracked", "database"] as const;
const SLOW_ORDERS = ["newest", "slowest"] as const;
export const STATUS_CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** Held by every page. */
export function sharedSearch(raw: Raw) {
  return compact({
    range: textOf(raw.range),
    tz: oneOf(raw.tz, ZONES),
    lang: oneOf(raw.lang, ["en", "zh"]),
    theme: oneOf(raw.theme, ["light", "dark"]),
    /** The chart shown as a table, by its name. */
    table: textOf(raw.table),
  });
}

export function operationsSearch(raw: Raw) {
  return compact({
    service: textOf(raw.service),
    classification: textOf(raw.classification),
    database: textOf(raw.database),
    kind: oneOf(raw.kind, KINDS),
    search: textOf(raw.search),
    sort: oneOf(raw.sort, OPERATION_SORTS),
  });
}

export function slowSearch(raw: Raw) {
  return compact({
    service: textOf(raw.service),
    classification: textOf(raw.classification),
    database: textOf(raw.database),
    kind: oneOf(raw.kind, KINDS),
    search: textOf(raw.search),
    order: oneOf(raw.order, SLOW_ORDERS),
    failed: oneOf(raw.failed, ["true"]),
  });
}

export function traceSearch(raw: Raw) {
  return compact({ span: textOf(raw.span), fold: textOf(raw.fold) });
}

export function requestsSearch(raw: Raw) {
  return compact({
    service: textOf(raw.service),
    route: textOf(raw.route),
    status: oneOf(raw.status, STATUS_CLASSES),
  });
}

export const ALERT_VIEWS = ["live", "resolved", "all"] as const;
export const ALERT_LEVELS = ["CRITICAL", "WARNING", "INFO"] as const;

export function alertsSearch(raw: Raw) {
  return compact({
    view: oneOf(raw.view, ALERT_VIEWS),
    level: oneOf(raw.level, ALERT_LEVELS),
    handling: oneOf(raw.handling, ["open", "acknowledged", "closed"]),
    rule: textOf(raw.rule),
    service: textOf(raw.service),
    search: textOf(raw.search),
  });
}

export function rulesSearch(raw: Raw) {
  return compact({ file: textOf(raw.file), line: textOf(raw.line) });
}

/** Which form is open: a new silence, one of an alert, or one that there is. */
export function silencesSearch(raw: Raw) {
  return compact({
    create: oneOf(raw.create, ["true"]),
    alert: textOf(raw.alert),
    silence: textOf(raw.silence),
  });
}

export type SharedSearch = ReturnType<typeof sharedSearch>;
export type OperationsSearch = ReturnType<typeof operationsSearch>;
export type SlowSearch = ReturnType<typeof slowSearch>;
export type AlertsSearch = ReturnType<typeof alertsSearch>;
export type RequestsSearch = ReturnType<typeof requestsSearch>;
