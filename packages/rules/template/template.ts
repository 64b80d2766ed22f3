import { execute, FUNCTION_NAMES } from "./execute.ts";
import type { Scope } from "./execute.ts";
import type { TemplateContext } from "./functions.ts";
import type { ParsedTemplate } from "./nodes.ts";
import { parseTemplate } from "./parser.ts";
import type { TemplateError } from "./template-error.ts";
import { GoMap, HistogramValue, Struct } from "./value.ts";
import type { Value } from "./value.ts";
import type { FloatHistogram } from "@mystocks/promql";

/** A label's or annotation's text with Go template actions, as alerting rules of Prometheus have them. */
export interface Template {
  readonly text: string;
  /** Undefined for text without actions. */
  readonly parsed: ParsedTemplate | undefined;
}

export interface TemplateData {
  labels: Readonly<Record<string, string>>;
  externalLabels: Readonly<Record<string, string>>;
  value: number | FloatHistogram;
}

export interface Rendered {
  text: string;
  /** What could not be rendered; the actions' own text stands in their place. */
  faults: readonly TemplateError[];
}

const GLOBALS = ["$labels", "$externalLabels", "$externalURL", "$value"];

/** Throws TemplateError `syntax`. */
export function compileTemplate(text: string): Template {
  return { text, parsed: text.includes("{{") ? parseTemplate(text, FUNCTION_NAMES, GLOBALS) : undefined };
}

/** Never throws: an action that fails leaves its own text, and the fault is told beside it. */
export function render(template: Template, data: TemplateData, context: TemplateContext): Rendered {
  if (template.parsed === undefined) return { text: template.text, faults: [] };
  const { source } = template.parsed;
  const faults: TemplateError[] = [];
  const text = execute(template.parsed, scopeOf(data, context), context, (error, { at, end }) => {
    faults.push(error);
    return source.slice(at, end);
  });
  return { text, faults };
}

/** As Prometheus does it: the first fault takes the place of the whole text. */
export function renderAsPrometheus(
  template: Template,
  data: TemplateData,
  context: TemplateContext,
): Rendered {
  if (template.parsed === undefined) return { text: template.text, faults: [] };
  try {
    const text = execute(template.parsed, scopeOf(data, context), context, (error) => {
      throw new StopRendering(error);
    });
    return { text, faults: [] };
  } catch (stop) {
    if (!(stop instanceof StopRendering)) throw stop;
    return { text: `<error expanding template: ${stop.error.message}>`, faults: [stop.error] };
  }
}

class StopRendering extends Error {
  readonly error: TemplateError;
  constructor(error: TemplateError) {
    super(error.message);
    this.error = error;
  }
}

function scopeOf({ labels, externalLabels, value }: TemplateData, { externalUrl }: TemplateContext): Scope {
  const shownValue: Value = typeof value === "number" ? value : new HistogramValue(value);
  const fields = {
    Labels: stringMap(labels),
    ExternalLabels: stringMap(externalLabels),
    ExternalURL: externalUrl,
    Value: shownValue,
  };
  const dot = new Struct("alertTemplateData", fields);
  return {
    dot,
    variables: [
      { name: "$", value: dot },
      { name: "$labels", value: fields.Labels },
      { name: "$externalLabels", value: fields.ExternalLabels },
      { name: "$externalURL", value: externalUrl },
      { name: "$value", value: shownValue },
    ],
  };
}

function stringMap(record: Readonly<Record<string, string>>): GoMap {
  return new GoMap(new Map(Object.entries(record)), "");
}
