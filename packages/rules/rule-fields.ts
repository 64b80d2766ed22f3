import { parse, PromqlError } from "@mystocks/promql";
import type { Expression } from "@mystocks/promql";
import type { Node } from "yaml";
import { compileTemplate } from "./template/template.ts";
import type { Template } from "./template/template.ts";
import { TemplateError } from "./template/template-error.ts";
import { trialRender } from "./trial-render.ts";
import type { Field, YamlReader } from "./yaml-reader.ts";

export type Fields = ReadonlyMap<string, Field>;

export function readExpression(
  reader: YamlReader,
  fields: Fields,
  node: Node,
  path: string,
): Expression | undefined {
  const field = fields.get("expr");
  const text = reader.text(field);
  if (field === undefined || text === undefined || text.trim() === "") {
    reader.problem(
      "error",
      field?.value ?? node,
      `${path}.expr`,
      "a rule needs an expression",
      'write "expr: ..." in PromQL',
    );
    return undefined;
  }
  try {
    const expression = parse(text);
    if (expression.type === "vector" || expression.type === "scalar") return expression;
    const wrong = `the expression gives a ${expression.type === "matrix" ? "range vector" : expression.type}`;
    reader.problem(
      "error",
      field.value,
      field.path,
      wrong,
      "it must give a vector or a number: put rate() or the like around a range",
    );
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const remedy = "correct the expression at this place";
    reader.problem("error", field.value, field.path, error.message, remedy, {
      offset: error.position.offset,
    });
  }
  return undefined;
}

export function readTemplates(
  reader: YamlReader,
  texts: ReadonlyMap<string, Field & { text: string }>,
): Map<string, Template> {
  const templates = new Map<string, Template>();
  for (const [name, { text, value, path }] of texts) {
    try {
      const template = compileTemplate(text);
      templates.set(name, template);
      for (const { message, at } of trialRender(template))
        reader.problem(
          "error",
          value,
          path,
          `this can't be rendered: ${message}`,
          "correct the template at this place",
          { offset: at },
        );
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      reader.problem(
        "error",
        value,
        path,
        `template: ${error.message}`,
        "correct the template at this place",
        { offset: error.at },
      );
    }
  }
  return templates;
}

export function readLabels(reader: YamlReader, field: Field | undefined): Map<string, string> {
  const texts = reader.texts(field);
  checkLabelNames(reader, texts);
  return new Map([...texts].map(([name, { text }]) => [name, text]));
}

export function checkLabelNames(reader: YamlReader, texts: ReadonlyMap<string, Field>): void {
  for (const [name, { key, path }] of texts)
    if (name === "" || name === "__name__")
      reader.problem("error", key, path, `"${name}" can't be a label of a rule`, "choose another name");
}
