import { parse, PromqlError } from "@mystocks/promql";
import type { Template } from "./template/template.ts";
import { render } from "./template/template.ts";
import type { TemplateError } from "./template/template-error.ts";

/**
 * What can't be rendered whatever the data is: found by rendering once, with a query that gives one sample. Faults that
 * other data could heal are not told.
 */
export function trialRender(template: Template): readonly TemplateError[] {
  const { faults } = render(
    template,
    { labels: {}, externalLabels: {}, value: 1.5 },
    { query: trialQuery, externalUrl: "http://localhost:9090", timeMs: 0 },
  );
  return faults.filter(({ fault }) => fault !== "data");
}

function trialQuery(expression: string) {
  try {
    parse(expression);
  } catch (error) {
    // An expression put together from labels, which are empty here, may be right with real ones.
    if (!(error instanceof PromqlError)) throw error;
  }
  return [{ labels: {}, value: 1.5 }];
}
