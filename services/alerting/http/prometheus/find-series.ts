import { Matcher, parse, PromqlError, type Labels, type Series } from "@mystocks/promql";
import type { LiveStore } from "../../series/live-store.ts";
import { byLabels } from "./answer.ts";
import { BadData, type Parameters } from "./parameters.ts";
import { shortened } from "./shortened.ts";

/** A label's name as Prometheus 2 has it; all of ours are such. */
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

interface Window {
  fromMs: number;
  toMs: number;
}

type Selector = readonly Matcher[];

export function series(store: LiveStore, ask: Parameters) {
  const limit = ask.limit();
  if (ask.all("match[]").length === 0) throw new BadData("no match[] parameter provided");
  const window = windowOf(ask);
  const found = find(store, selectorsOf(ask), window).toSorted(byLabels);
  return shortened(
    found.map((labels) => labels.toRecord()),
    limit,
  );
}

export function labelNames(store: LiveStore, ask: Parameters) {
  const limit = ask.limit();
  const window = windowOf(ask);
  const found = find(store, selectorsOf(ask), window);
  return shortened(distinct(found.flatMap(({ names }) => names)), limit);
}

export function labelValues(store: LiveStore, name: string, ask: Parameters) {
  if (!LABEL_NAME.test(name)) throw new BadData(`invalid label name: ${JSON.stringify(name)}`);
  const limit = ask.limit();
  const window = windowOf(ask);
  const selectors = selectorsOf(ask);
  const found = find(store, selectors, window).map((labels) => labels.get(name));
  // Classic buckets are there as soon as somebody asks for them, and who does not see them never asks.
  const unmade = name === "__name__" && selectors.length === 0 ? bucketNames(store) : [];
  return shortened(distinct([...found.filter((value) => value !== ""), ...unmade]), limit);
}

const bucketNames = (store: LiveStore) =>
  [...store.types()].filter(([, type]) => type === "histogram").map(([name]) => `${name}_bucket`);

const distinct = (values: readonly string[]) => [...new Set(values)].sort();

function windowOf(ask: Parameters): Window {
  return { fromMs: ask.timeOr("start", -Infinity), toMs: ask.timeOr("end", Infinity) };
}

/** Labels of every series that one of the selectors finds and that has a sample in the window, each once. */
function find(store: LiveStore, selectors: readonly Selector[], { fromMs, toMs }: Window): Labels[] {
  const types = store.types();
  const found = new Map<string, Labels>();
  for (const matchers of selectors.length === 0 ? [[]] : selectors)
    for (const name of namesOf(store, matchers)) {
      // Histograms are kept packed, and their counts have the same times.
      const read = types.get(name) === "histogram" ? `${name}_count` : name;
      const others = matchers.filter((matcher) => matcher.name !== "__name__");
      const named = [new Matcher("__name__", "=", read), ...others];
      for (const one of store.select(named, fromMs, toMs)) {
        if (!hasSample(one, { fromMs, toMs })) continue;
        const labels = read === name ? one.labels : one.labels.with("__name__", name);
        found.set(labels.key, labels);
      }
    }
  return [...found.values()];
}

/** A name that is asked for need not be there yet: classic buckets are made then. */
function namesOf(store: LiveStore, matchers: Selector): string[] {
  const onName = matchers.filter(({ name }) => name === "__name__");
  const exact = onName.find(({ operator }) => operator === "=");
  if (exact !== undefined)
    return onName.every((matcher) => matcher.matches(exact.value)) ? [exact.value] : [];
  return distinct(store.labels(matchers).map(({ metricName }) => metricName));
}

function hasSample({ times, length }: Series, { fromMs, toMs }: Window): boolean {
  for (let at = length - 1; at >= 0 && times[at]! >= fromMs; at--) if (times[at]! <= toMs) return true;
  return false;
}

/** Of `match[]`. */
export function selectorsOf(ask: Parameters): Selector[] {
  const selectors = ask.all("match[]").map(selectorOf);
  if (selectors.some((matchers) => matchers.every((matcher) => matcher.matches(""))))
    throw new BadData("match[] must contain at least one non-empty matcher");
  return selectors;
}

function selectorOf(text: string): Selector {
  try {
    const { root } = parse(text);
    if (root.kind === "selector") return root.matchers;
  } catch (error) {
    if (error instanceof PromqlError) throw new BadData(`invalid parameter "match[]": ${told(error)}`);
    throw error;
  }
  throw new BadData(`invalid parameter "match[]": ${JSON.stringify(text)} is no series selector`);
}

export function told({ position: { line, column }, message }: PromqlError): string {
  return `${line}:${column}: parse error: ${message}`;
}
