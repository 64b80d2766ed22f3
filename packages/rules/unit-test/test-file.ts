import { Labels } from "@mystocks/promql";
import type { Node } from "yaml";
import { RuleFileError } from "../problem.ts";
import { YamlReader } from "../yaml-reader.ts";
import type { Field } from "../yaml-reader.ts";
import { parseHistogram, formatHistogram } from "./histogram-text.ts";
import { parseMetric } from "./metric-text.ts";
import { parseSeriesValues } from "./series-values.ts";
import type { SeriesValue } from "./series-values.ts";

export interface ExpectedAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface AlertTest {
  evalTimeMs: number;
  alertname: string;
  expected: readonly ExpectedAlert[];
  line: number;
}

export interface ExpressionTest {
  evalTimeMs: number;
  expr: string;
  expected: readonly { labels: Labels; value: number; histogram: string | undefined }[];
  line: number;
}

export interface TestGroup {
  name: string;
  intervalMs: number;
  startMs: number;
  series: readonly { labels: Labels; values: readonly SeriesValue[] }[];
  externalLabels: Record<string, string>;
  externalUrl: string;
  alertTests: readonly AlertTest[];
  expressionTests: readonly ExpressionTest[];
}

/** A unit-test file of promtool. */
export interface TestFile {
  file: string;
  /** As written: relative to the file, with wildcards. */
  rulePatterns: readonly string[];
  evaluationIntervalMs: number;
  groupOrder: readonly string[];
  /** Numbers that differ in the last bit are equal. */
  isFuzzy: boolean;
  groups: readonly TestGroup[];
}

const FILE_KEYS = ["rule_files", "evaluation_interval", "group_eval_order", "fuzzy_compare", "tests"];
const GROUP_KEYS = [
  "name",
  "interval",
  "start_timestamp",
  "input_series",
  "external_labels",
  "external_url",
  "alert_rule_test",
  "promql_expr_test",
];
const DEFAULT_INTERVAL_MS = 60_000;
/** Of all series together: what a process can hold without pains. */
const MOST_VALUES = 3_000_000;

/** Throws RuleFileError with everything that is wrong, also for more than `mostValues` values in all. */
export function parseTestFile(file: string, text: string, mostValues = MOST_VALUES): TestFile {
  const reader = new YamlReader(file, text);
  const fields =
    reader.problems.length === 0 && reader.root !== null
      ? reader.fields(reader.root, "", FILE_KEYS)
      : undefined;
  const get = (key: string) => fields?.get(key);
  const evaluationIntervalMs = reader.duration(get("evaluation_interval")) ?? 0;
  const intervalMs = evaluationIntervalMs === 0 ? DEFAULT_INTERVAL_MS : evaluationIntervalMs;
  const groupOrder = textList(reader, get("group_eval_order"));
  const repeated = groupOrder.find((name, index) => groupOrder.indexOf(name) !== index);
  if (repeated !== undefined)
    reader.problem(
      "error",
      get("group_eval_order")?.value,
      "group_eval_order",
      `"${repeated}" stands twice`,
      "name each group once",
    );
  const room: Room = { values: mostValues };
  const groups = reader
    .list(get("tests"))
    .flatMap((item, index) => readGroup(reader, item, { index, defaultMs: intervalMs, room }) ?? []);
  const test: TestFile = {
    file,
    rulePatterns: textList(reader, get("rule_files")),
    evaluationIntervalMs: intervalMs,
    groupOrder,
    isFuzzy: reader.text(get("fuzzy_compare")) === "true",
    groups,
  };
  const errors = reader.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new RuleFileError(errors);
  return test;
}

/** How many values may still come in the file. */
interface Room {
  values: number;
}

function readGroup(
  reader: YamlReader,
  { node, path }: Item,
  { index, defaultMs, room }: { index: number; defaultMs: number; room: Room },
): TestGroup | undefined {
  const fields = reader.fields(node, path, GROUP_KEYS);
  if (fields === undefined) return undefined;
  const intervalMs = reader.duration(fields.get("interval")) ?? 0;
  return {
    name: reader.text(fields.get("name")) || `unnamed#${index}`,
    intervalMs: intervalMs === 0 ? defaultMs : intervalMs,
    startMs: readStart(reader, fields.get("start_timestamp")),
    series: reader.list(fields.get("input_series")).flatMap((item) => readSeries(reader, item, room) ?? []),
    externalLabels: record(reader, fields.get("external_labels")),
    externalUrl: reader.text(fields.get("external_url")) ?? "",
    alertTests: reader
      .list(fields.get("alert_rule_test"))
      .flatMap((item) => readAlertTest(reader, item) ?? []),
    expressionTests: reader
      .list(fields.get("promql_expr_test"))
      .flatMap((item) => readExpressionTest(reader, item) ?? []),
  };
}

type Item = { node: Node; path: string };

function readStart(reader: YamlReader, field: Field | undefined): number {
  const text = reader.text(field) ?? "";
  if (text === "") return 0;
  const ms = /^-?\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : Date.parse(text);
  if (Number.isNaN(ms))
    reader.problem(
      "error",
      field?.value,
      field?.path ?? "",
      `"${text}" is no time`,
      "write Unix seconds or 2026-01-01T00:00:00Z",
    );
  return Number.isNaN(ms) ? 0 : ms;
}

function readSeries(reader: YamlReader, { node, path }: Item, room: Room) {
  const fields = reader.fields(node, path, ["series", "values"]);
  const labels = attempt(reader, fields?.get("series"), parseMetric);
  const values = attempt(reader, fields?.get("values"), (text) => parseSeriesValues(text, room.values));
  room.values -= values?.length ?? 0;
  return labels === undefined || values === undefined ? undefined : { labels, values };
}

function readAlertTest(reader: YamlReader, { node, path }: Item): AlertTest | undefined {
  const fields = reader.fields(node, path, ["eval_time", "alertname", "exp_alerts"]);
  if (fields === undefined) return undefined;
  const alertname = reader.text(fields.get("alertname")) ?? "";
  if (alertname === "")
    reader.problem(
      "error",
      node,
      `${path}.alertname`,
      "a test of alerts needs a name",
      'write "alertname: ..."',
    );
  const expected = reader.list(fields.get("exp_alerts")).map((item) => {
    const inner = reader.fields(item.node, item.path, ["exp_labels", "exp_annotations"]);
    const labels = { ...record(reader, inner?.get("exp_labels")), alertname };
    return {
      labels: Labels.of(labels).toRecord(),
      annotations: Labels.of(record(reader, inner?.get("exp_annotations"))).toRecord(),
    };
  });
  const { line } = reader.place(node);
  return { evalTimeMs: reader.duration(fields.get("eval_time")) ?? 0, alertname, expected, line };
}

function readExpressionTest(reader: YamlReader, { node, path }: Item): ExpressionTest | undefined {
  const fields = reader.fields(node, path, ["expr", "eval_time", "exp_samples"]);
  if (fields === undefined) return undefined;
  const expected = reader.list(fields.get("exp_samples")).flatMap((item) => readExpected(reader, item) ?? []);
  const { line } = reader.place(node);
  return {
    expr: reader.text(fields.get("expr")) ?? "",
    evalTimeMs: reader.duration(fields.get("eval_time")) ?? 0,
    expected,
    line,
  };
}

function readExpected(reader: YamlReader, { node, path }: Item) {
  const fields = reader.fields(node, path, ["labels", "value", "histogram"]);
  if (fields === undefined) return undefined;
  const labels = fields.has("labels") ? attempt(reader, fields.get("labels"), parseMetric) : Labels.empty;
  const value = fields.has("value") ? attempt(reader, fields.get("value"), parseNumber) : 0;
  const histogram = fields.has("histogram")
    ? attempt(reader, fields.get("histogram"), (text) => formatHistogram(parseHistogram(text).histogram))
    : undefined;
  return labels === undefined || value === undefined ? undefined : { labels, value, histogram };
}

/** YAML's numbers, its infinities and NaN too. */
function parseNumber(text: string): number {
  const special = /^([+-]?)\.?(inf|nan)$/i.exec(text.trim());
  if (special !== null)
    return special[2]!.toLowerCase() === "nan" ? NaN : special[1] === "-" ? -Infinity : Infinity;
  const value = Number(text.replaceAll("_", ""));
  if (text.trim() === "" || Number.isNaN(value)) throw new SyntaxError(`"${text}" is no number`);
  return value;
}

function attempt<T>(reader: YamlReader, field: Field | undefined, read: (text: string) => T): T | undefined {
  const text = reader.text(field);
  try {
    return read(text ?? "");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    reader.problem("error", field?.value, field?.path ?? "", error.message, "correct it");
    return undefined;
  }
}

function record(reader: YamlReader, field: Field | undefined): Record<string, string> {
  return Object.fromEntries([...reader.texts(field)].map(([name, { text }]) => [name, text]));
}

function textList(reader: YamlReader, field: Field | undefined): string[] {
  return reader.list(field).flatMap(({ node, path }) => reader.text({ key: node, value: node, path }) ?? []);
}
