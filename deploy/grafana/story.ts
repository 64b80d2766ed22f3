import type { Text } from "./text.ts";

/** One dashboard, before it is written in a language. Its uid gets the language as suffix. */
export interface Story {
  uid: string;
  title: Text;
  description: Text;
  variables: readonly Variable[];
  rows: readonly Row[];
}

export interface Row {
  title: Text;
  panels: readonly Panel[];
}

/** A variable that is filled by label values; each takes several values, or all. */
export interface Variable {
  name: string;
  label: Text;
  /** `label_values(…)`, which may use the variables before it. */
  query: string;
  /** What is chosen at first; all when left out. */
  preset?: string;
}

interface PanelBase {
  title: Text;
  /** What it shows and what to do about it. */
  description: Text;
  /** Of Grafana: s, bytes, reqps, percentunit, … */
  unit: string;
  /** Of 24 columns. */
  width: number;
  limits?: Limits;
  links?: readonly Link[];
  /** Why it may rightly have no data; without a reason each of its queries must return some. */
  emptyBecause?: string;
}

/** From where on a value is to be watched, and bad. */
export interface Limits {
  warning: number;
  critical: number;
  /** Low values are the bad ones. */
  below?: true;
}

/** To a page of Monitor; `path` may hold Grafana's variables. */
export interface Link {
  title: Text;
  path: string;
}

export interface Query {
  expr: string;
  /** Labels in braces, such as `{{service}}`; text that is read is written in each language. */
  legend: string | Text;
  /** Fixed colour: percentiles and the like, which mean the same in each panel. */
  color?: string;
}

export interface TimePanel extends PanelBase {
  kind: "time";
  queries: readonly Query[];
  stacked?: true;
  /** Upper end of the axis, such as 1 of a ratio. */
  max?: number;
}

export interface StatPanel extends PanelBase {
  kind: "stat";
  queries: readonly [Query];
  decimals?: number;
}

export interface HeatmapPanel extends PanelBase {
  kind: "heatmap";
  queries: readonly [Query];
}

/** States over time: 1 is fine, 0 is not. */
export interface StatePanel extends PanelBase {
  kind: "state";
  queries: readonly [Query];
  fine: Text;
  bad: Text;
}

export interface Column {
  title: Text;
  /** Instant query with one row a label set. */
  expr: string;
  unit: string;
  limits?: Limits;
  decimals?: number;
}

export interface TablePanel extends PanelBase {
  kind: "table";
  /** Labels that make a row, in this order. */
  labels: readonly { name: string; title: Text }[];
  columns: readonly Column[];
  /** Index of the column that it is sorted by, downwards. */
  sortBy: number;
}

export type Panel = TimePanel | StatPanel | HeatmapPanel | StatePanel | TablePanel;
