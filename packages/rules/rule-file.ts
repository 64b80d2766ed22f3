import { selectorsOf } from "@mystocks/promql";
import type { Expression, Labels } from "@mystocks/promql";
import type { Node } from "yaml";
import { readPolicy } from "./policy.ts";
import { RuleFileError } from "./problem.ts";
import type { Problem } from "./problem.ts";
import type { AlertIdentity, AlertingRule, RecordingRule, Rule, RuleGroup, StateLabels } from "./rule.ts";
import { checkLabelNames, readExpression, readLabels, readTemplates } from "./rule-fields.ts";
import type { Fields } from "./rule-fields.ts";
import { compileTemplate } from "./template/template.ts";
import { YamlReader } from "./yaml-reader.ts";
import type { Field } from "./yaml-reader.ts";

export interface RuleFileOptions {
  /** Calendars that `mystocks_calendar` may name; those of the calendar package when not given. */
  calendars?: readonly string[];
}

export interface RuleFile {
  file: string;
  groups: readonly RuleGroup[];
  /** Things that work but are probably not meant. */
  warnings: readonly Problem[];
}

const FILE_KEYS = ["groups"];
const GROUP_KEYS = ["name", "interval", "query_offset", "limit", "labels", "rules"];
const RULE_KEYS = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"];
const LONGEST_NAME = 300;
const ALERT_ONLY_KEYS = ["for", "keep_firing_for", "annotations"];

/** Parts of an annotation that may differ though the alert's labels and its value are the same. */
const MOVING = /\b(?:query|now)\b|__name__|(?:\$labels|\.Labels)(?!\.\w)|[\s({|][.$](?![\w.])/;

/** Rules of a file in Prometheus' format. Throws RuleFileError with everything that is wrong. */
export function parseRuleFile(file: string, text: string, options: RuleFileOptions = {}): RuleFile {
  const reader = new YamlReader(file, text);
  const groups = reader.problems.some(isError) ? [] : readGroups(reader, options);
  const errors = reader.problems.filter(isError);
  if (errors.length > 0) throw new RuleFileError(errors);
  return { file, groups, warnings: reader.problems };
}

const isError = ({ severity }: Problem) => severity === "error";

function readGroups(reader: YamlReader, options: RuleFileOptions): RuleGroup[] {
  if (reader.root === null) return [];
  const fields = reader.fields(reader.root, "", FILE_KEYS);
  const names = new Set<string>();
  return reader.list(fields?.get("groups")).flatMap(({ node, path }) => {
    const group = readGroup(reader, node, path, options);
    if (group === undefined) return [];
    if (names.has(group.name))
      reader.problem(
        "error",
        node,
        path,
        `the group "${group.name}" stands twice in this file`,
        "rename one of them",
      );
    names.add(group.name);
    return [group];
  });
}

function readGroup(
  reader: YamlReader,
  node: Node,
  path: string,
  options: RuleFileOptions,
): RuleGroup | undefined {
  const fields = reader.fields(node, path, GROUP_KEYS);
  if (fields === undefined) return undefined;
  const name = reader.text(fields.get("name")) ?? "";
  if (name === "")
    reader.problem("error", node, `${path}.name`, "a group needs a name", 'write "name: ..." first');
  refuseLong(reader, fields.get("name"), name);
  const labels = readLabels(reader, fields.get("labels"));
  const counts = new Map<string, number>();
  const rules = reader.list(fields.get("rules")).flatMap((item) => {
    const rule = readRule(reader, item, { group: name, labels, options });
    if (rule === undefined) return [];
    const count = counts.get(rule.name) ?? 0;
    counts.set(rule.name, count + 1);
    return [{ ...rule, id: [reader.file, name, rule.name, count].join(";") }];
  });
  warnOfDuplicates(reader, rules);
  return {
    file: reader.file,
    name,
    intervalMs: reader.duration(fields.get("interval")),
    queryOffsetMs: reader.duration(fields.get("query_offset")) ?? 0,
    limit: reader.integer(fields.get("limit")) ?? 0,
    rules,
  };
}

/** What finds a rule's state and its alerts is an index of names. */
function refuseLong(reader: YamlReader, field: Field | undefined, name: string): void {
  if (name.length <= LONGEST_NAME) return;
  const message = `a name has at most ${LONGEST_NAME} characters`;
  reader.problem("error", field?.value, field?.path ?? "", message, "put the rest into an annotation");
}

interface RuleContext {
  group: string;
  labels: ReadonlyMap<string, string>;
  options: RuleFileOptions;
}

function readRule(
  reader: YamlReader,
  { node, path }: { node: Node; path: string },
  context: RuleContext,
): Rule | undefined {
  const fields = reader.fields(node, path, RULE_KEYS);
  if (fields === undefined) return undefined;
  const [record, alert] = [reader.text(fields.get("record")) ?? "", reader.text(fields.get("alert")) ?? ""];
  if ((record === "") === (alert === "")) {
    const message = record === "" ? "a rule needs a name" : "a rule records or alerts, not both";
    reader.problem("error", node, path, message, 'write either "record: ..." or "alert: ..."');
    return undefined;
  }
  refuseLong(reader, fields.get("record") ?? fields.get("alert"), record || alert);
  const expression = readExpression(reader, fields, node, path);
  const line = reader.place(node).line;
  const common = { id: "", file: reader.file, group: context.group, line };
  if (record !== "") return readRecording(reader, fields, { ...common, name: record, expression }, context);
  return readAlerting(reader, fields, { ...common, name: alert, expression }, context);
}

type Common = Pick<Rule, "id" | "file" | "group" | "line" | "name"> & { expression: Expression | undefined };

function readRecording(
  reader: YamlReader,
  fields: Fields,
  common: Common,
  context: RuleContext,
): RecordingRule | undefined {
  for (const key of ALERT_ONLY_KEYS) {
    const field = fields.get(key);
    if (field !== undefined)
      reader.problem(
        "error",
        field.key,
        field.path,
        `"${key}" means nothing for a recorded series`,
        "remove it, or make the rule an alert",
      );
  }
  const record = fields.get("record")!;
  if (/[{}]/.test(common.name))
    reader.problem(
      "error",
      record.value,
      record.path,
      "a name holds no braces",
      "put the selector into expr",
    );
  const labels = new Map([...context.labels, ...readLabels(reader, fields.get("labels"))]);
  return common.expression === undefined
    ? undefined
    : { ...common, ...compiled(common.expression), kind: "record", labels };
}

function readAlerting(
  reader: YamlReader,
  fields: Fields,
  common: Common,
  context: RuleContext,
): AlertingRule | undefined {
  const labels = reader.texts(fields.get("labels"));
  checkLabelNames(reader, labels);
  const annotations = reader.texts(fields.get("annotations"));
  const templates = readTemplates(reader, labels);
  for (const [name, { text, value, path }] of labels)
    if (/\$value|\.Value\b/.test(text))
      reader.problem(
        "warning",
        value,
        path,
        `the value in the label "${name}" makes each value an alert of its own`,
        "put it into an annotation",
      );
  const groupLabels = new Map(
    [...context.labels].map(([name, text]) => [name, compileTemplate(text)] as const),
  );
  const severity = templates.get("severity");
  const rule = {
    ...common,
    kind: "alert" as const,
    forMs: reader.duration(fields.get("for")) ?? 0,
    keepFiringForMs: reader.duration(fields.get("keep_firing_for")) ?? 0,
    labels: new Map([...groupLabels, ...templates]),
    annotations: readTemplates(reader, annotations),
    policy: readPolicy(reader, annotations, context.options.calendars),
    severity: severity?.parsed === undefined ? severity?.text : undefined,
    runbook: annotations.get("runbook_url")?.text,
    identities: [...groupLabels.values(), ...templates.values()].some(({ parsed }) => parsed !== undefined)
      ? undefined
      : new WeakMap<Labels, AlertIdentity>(),
    stateLabels: new WeakMap<Record<string, string>, StateLabels>(),
    annotationsMove: [...annotations.values()].some(({ text }) => MOVING.test(text)),
    faultless: new WeakSet<Record<string, string>>(),
  };
  return rule.expression === undefined ? undefined : { ...rule, ...compiled(rule.expression) };
}

function compiled(expression: Expression): Pick<Rule, "expression" | "selectors"> {
  return { expression, selectors: selectorsOf(expression) };
}

/** Two alerts of one name with the same constant labels are one alert twice, as a rule; promtool warns of it too. */
function warnOfDuplicates(reader: YamlReader, rules: readonly Rule[]): void {
  const seen = new Map<string, Rule>();
  for (const rule of rules) {
    const labels = [...rule.labels]
      .map(([name, value]) => `${name}=${typeof value === "string" ? value : value.text}`)
      .sort();
    const key = JSON.stringify([rule.kind, rule.name, labels]);
    const first = seen.get(key);
    seen.set(key, first ?? rule);
    if (first === undefined) continue;
    reader.problems.push({
      severity: "warning",
      file: rule.file,
      line: rule.line,
      column: 1,
      key: rule.name,
      message: `the same ${rule.kind} with the same labels stands in line ${first.line}`,
      remedy: "give them labels that differ, or remove one",
    });
  }
}
