import { isAlias, isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import { FREE_KEYS } from "./typos.ts";
import { commentOf } from "./values-schema.ts";

const BEGIN = "<!-- values: written by deploy/kube-test/write-chart-files.ts -->";
const END = "<!-- end of values -->";

/** The text with its table of values made anew. Throws where the marks are that it belongs between. */
export function withValuesTable(text: string, valuesText: string): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${BEGIN} … ${END} is not there`);
  return `${before}${BEGIN}\n\n${valuesTable(valuesText)}\n\n${END}${after}`;
}

/** One row a key: path, default, the comment above it. Maps have a row when something is said of them. */
export function valuesTable(valuesText: string): string {
  const root = parseDocument(valuesText).contents as YAMLMap;
  return ["| Value | Default | |", "| --- | --- | --- |", ...rowsOf(root, [])].join("\n");
}

function rowsOf(map: YAMLMap, path: readonly string[]): string[] {
  return map.items.flatMap(({ key, value }, at) => {
    const name = isScalar(key) ? String(key.value) : String(key);
    const here = [...path, name];
    const said = commentOf(map, at, path) ?? "";
    if (isAlias(value))
      return [row(here, `as \`${value.source === "role" ? "recorder" : value.source}\``, said)];
    if (!isMap(value) || value.items.length === 0 || FREE_KEYS.has(name))
      return [row(here, shown(value), said)];
    return [...(said === "" ? [] : [row(here, "", said)]), ...rowsOf(value, here)];
  });
}

const row = (path: readonly string[], preset: string, said: string): string =>
  `| \`${path.join(".")}\` | ${preset} | ${said.replaceAll("|", "\\|")} |`;

function shown(node: unknown): string {
  if (isScalar(node) && node.value === "") return '`""`';
  const text = (node as { toString: () => string }).toString().trim().replaceAll(/\s+/g, " ");
  return `\`${text.replaceAll("|", "\\|")}\``;
}
