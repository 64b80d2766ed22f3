import { parse, PromqlError, type Labels, type Matcher } from "@mystocks/promql";
import type { LiveStore } from "../../series/live-store.ts";
import { BadData } from "./parameters.ts";

/** Matchers of `match[]`. */
export function matchersOf(texts: readonly string[]): (readonly Matcher[])[] {
  return texts.map((text) => {
    try {
      const { root } = parse(text);
      if (root.kind === "selector") return root.matchers;
    } catch (error) {
      if (error instanceof PromqlError) throw new BadData(`invalid parameter "match[]": ${told(error)}`);
      throw error;
    }
    throw new BadData(`invalid parameter "match[]": ${JSON.stringify(text)} is no series selector`);
  });
}

export function told({ position: { line, column }, message }: PromqlError): string {
  return `${line}:${column}: parse error: ${message}`;
}

/** Labels of every series that one of the selectors finds, each once; of all where there is none. */
export function labelsOf(store: LiveStore, selectors: readonly (readonly Matcher[])[]): Labels[] {
  const asked = selectors.length === 0 ? [[]] : selectors;
  const found = new Map<string, Labels>();
  for (const matchers of asked) for (const labels of store.labels(matchers)) found.set(labels.key, labels);
  return [...found.values()];
}
