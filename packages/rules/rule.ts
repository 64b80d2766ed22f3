import type { Expression, Labels, LeafSelector } from "@mystocks/promql";
import type { Template } from "./template/template.ts";

/** What becomes of an alert whose source falls silent. */
export type NoDataBehaviour = "hold" | "fire" | "resolve";

/** When an alert that comes and goes becomes one alert that stays. */
export interface FlapPolicy {
  /** So many firings ... */
  firings: number;
  /** ... within this time: it flaps. */
  withinMs: number;
  /** It has stopped flapping once its condition has been false for so long. */
  quietMs: number;
}

/** What Prometheus' rule files cannot say; read from annotations that begin with `mystocks_`. */
export interface AlertPolicy {
  noData: NoDataBehaviour;
  /** How long `hold` holds. */
  noDataHoldMs: number;
  /** Exchange whose trading time `for` and `keep_firing_for` count; undefined: the clock's time. */
  calendar: string | undefined;
  /** undefined: never flaps. */
  flap: FlapPolicy | undefined;
}

interface RuleCommon {
  /** Unique among all rules, the same as long as file, group, name and place among rules of this name are. */
  id: string;
  file: string;
  group: string;
  /** The alert's or the recorded metric's name. */
  name: string;
  expression: Expression;
  /** The leaves of the expression: which series the rule reads. */
  selectors: readonly LeafSelector[];
  /** From 1, of the rule in its file. */
  line: number;
}

/** Who an alert is: the same for each sample with the same labels, if no label of the rule depends on more. */
export interface AlertIdentity {
  key: string;
  labels: Record<string, string>;
  series: Record<string, string>;
}

/** Labels of the series that show an alert: `ALERTS` by its state, and `ALERTS_FOR_STATE`. */
export interface StateLabels {
  pending: Labels;
  firing: Labels;
  since: Labels;
}

export interface AlertingRule extends RuleCommon {
  kind: "alert";
  forMs: number;
  keepFiringForMs: number;
  /** Those of the group first; the rule's own win. */
  labels: ReadonlyMap<string, Template>;
  annotations: ReadonlyMap<string, Template>;
  policy: AlertPolicy;
  /** Label `severity` if it is constant text. */
  severity: string | undefined;
  /** Annotation `runbook_url`. */
  runbook: string | undefined;
  /** Remembered from one evaluation to the next; undefined when a label is a template. */
  identities: WeakMap<Labels, AlertIdentity> | undefined;
  /** Remembered likewise, by the labels of the alert. */
  stateLabels: WeakMap<Record<string, string>, StateLabels>;
  /** Whether an annotation can change while labels and value stay. */
  annotationsMove: boolean;
  /** Annotations of alerts that were rendered without a fault: others are tried anew, and mark the rule each time. */
  faultless: WeakSet<Record<string, string>>;
}

export interface RecordingRule extends RuleCommon {
  kind: "record";
  labels: ReadonlyMap<string, string>;
}

export type Rule = AlertingRule | RecordingRule;

/** Rules that are evaluated one after the other at one instant; a later one sees what an earlier one recorded. */
export interface RuleGroup {
  file: string;
  name: string;
  /** undefined: the default of whoever evaluates. */
  intervalMs: number | undefined;
  /** Queries look so much into the past. */
  queryOffsetMs: number;
  /** Alerts or series a rule may produce; 0: any number. */
  limit: number;
  rules: readonly Rule[];
}
