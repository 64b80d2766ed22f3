import { nearMatch } from "@mystocks/near-match";
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
import type { Document, Node, Scalar, YAMLMap } from "yaml";
import { parseDuration } from "./duration.ts";
import type { Problem } from "./problem.ts";

/** A key of a map with its value; both know where they stand. */
export interface Field {
  key: Node;
  value: Node | null;
  /** As in `groups[0].rules[2].expr`. */
  path: string;
}

/** Reads a YAML document against what may stand in it. Whatever does not fit becomes a problem with its place. */
export class YamlReader {
  readonly file: string;
  readonly problems: Problem[] = [];
  readonly root: Node | null;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed | undefined;
  readonly #text: string;

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    const documents = parseAllDocuments(text, { lineCounter: this.#lines, version: "1.2", merge: true });
    this.#document = Array.isArray(documents) ? documents[0] : undefined;
    this.root = this.#document?.contents ?? null;
    for (const error of this.#document?.errors ?? []) {
      const { line, col } = this.#lines.linePos(error.pos[0]);
      const message = error.message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
      this.problems.push({
        severity: "error",
        file,
        line,
        column: col,
        key: "",
        message: `YAML: ${message}`,
        remedy: "correct the indentation, quotes or brackets there",
      });
    }
    if (Array.isArray(documents) && documents.length > 1)
      this.problem(
        "warning",
        documents[1]!.contents,
        "",
        "a second YAML document is not read",
        "keep one document in a file",
      );
  }

  problem(
    severity: Problem["severity"],
    node: Node | null | undefined,
    key: string,
    message: string,
    remedy: string,
    more: { near?: string | undefined; offset?: number } = {},
  ): void {
    const { line, column } = this.place(node, more.offset);
    const came =
      node !== null && node !== undefined && isScalar(node) ? scalarText(node).slice(0, 80) : undefined;
    this.problems.push({
      severity,
      file: this.file,
      line,
      column,
      key,
      message,
      remedy,
      ...(came === undefined ? {} : { came }),
      ...(more.near === undefined ? {} : { near: more.near }),
    });
  }

  /** Line and column of a node, or of an offset within the text of a scalar. */
  place(node: Node | null | undefined, offset = 0): { line: number; column: number } {
    const start = node?.range?.[0];
    if (start === undefined) return { line: 0, column: 0 };
    const { line, col } = this.#lines.linePos(start);
    if (!isScalar(node) || offset === 0) return { line, column: col };
    const before = scalarText(node).slice(0, offset);
    if (node.type === "BLOCK_LITERAL") return this.#placeInBlock(node, before, line);
    const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
    const isOneLine = !this.#text.slice(start, node.range![1]).includes("\n");
    return isOneLine ? { line, column: col + offset + (isQuoted ? 1 : 0) } : { line, column: col };
  }

  #placeInBlock(node: Node, before: string, headerLine: number): { line: number; column: number } {
    const source = this.#text.slice(node.range![0], node.range![1]).split("\n").slice(1);
    const indent = /^ */.exec(source.find((line) => line.trim() !== "") ?? "")![0].length;
    const rows = before.split("\n");
    return { line: headerLine + rows.length, column: indent + rows.at(-1)!.length + 1 };
  }

  /** The fields of a map; unknown keys are refused. Undefined when it is no map. */
  fields(node: Node | null, path: string, allowed: readonly string[]): Map<string, Field> | undefined {
    const map = this.#resolved(node);
    if (!isMap(map)) {
      this.problem(
        "error",
        map,
        path,
        `must be a map${came(map)}`,
        `write ${allowed.join(", ")} as keys below it`,
      );
      return undefined;
    }
    const fields = new Map<string, Field>();
    this.#collect(map, path, fields);
    for (const [name, { key, path: where }] of fields) {
      if (allowed.includes(name)) continue;
      fields.delete(name);
      this.problem("error", key, where, `unknown key "${name}"`, `may stand here: ${allowed.join(", ")}`, {
        near: nearMatch(name, allowed),
      });
    }
    return fields;
  }

  /** `within`: the maps that this one is merged into. */
  #collect(map: YAMLMap, path: string, fields: Map<string, Field>, within: readonly YAMLMap[] = []): void {
    for (const { key, value } of map.items as { key: Node; value: Node | null }[]) {
      const name = isScalar(key) ? scalarText(key) : "";
      const inner = this.#resolved(value);
      if (name === "<<") {
        for (const source of isSeq(inner) ? (inner.items as Node[]) : [inner]) {
          const merged = this.#resolved(source);
          const inherited = new Map<string, Field>();
          if (isMap(merged) && (merged === map || within.includes(merged)))
            this.problem("error", key, path, "a map is merged into itself", "name another anchor behind <<");
          else if (isMap(merged)) this.#collect(merged, path, inherited, [...within, map]);
          for (const [other, field] of inherited) if (!fields.has(other)) fields.set(other, field);
        }
      } else fields.set(name, { key, value: inner, path: path === "" ? name : `${path}.${name}` });
    }
  }

  /** Items of a list; none for null. */
  list(field: Field | undefined): { node: Node; path: string }[] {
    const node = field?.value ?? null;
    if (field === undefined || node === null || isNull(node)) return [];
    if (isSeq(node))
      return (node.items as Node[]).map((item, index) => ({
        node: this.#resolved(item)!,
        path: `${field.path}[${index}]`,
      }));
    this.problem("error", node, field.path, `must be a list${came(node)}`, 'begin each item with "- "');
    return [];
  }

  /** Text of a scalar as it was written; "" for null. */
  text(field: Field | undefined): string | undefined {
    if (field === undefined) return undefined;
    if (field.value === null || isNull(field.value)) return "";
    if (isScalar(field.value)) return this.#storable(scalarText(field.value), field);
    this.problem("error", field.value, field.path, "must be text", "put the text in quotes behind the colon");
    return undefined;
  }

  #storable(text: string, { value, path }: Field): string {
    if (text.includes("\0") || !text.isWellFormed())
      this.problem(
        "error",
        value,
        path,
        "the text holds what can't be stored",
        "leave \\0 and halves of characters out",
      );
    return text;
  }

  /** Milliseconds; undefined when absent or refused. */
  duration(field: Field | undefined): number | undefined {
    const text = this.text(field);
    if (field === undefined || text === undefined || text === "") return undefined;
    const durationMs = parseDuration(text);
    if (durationMs === undefined)
      this.problem(
        "error",
        field.value,
        field.path,
        `"${text}" is no duration`,
        "write it as 30s, 5m or 1h30m",
      );
    return durationMs;
  }

  integer(field: Field | undefined): number | undefined {
    const text = this.text(field);
    if (field === undefined || text === undefined || text === "") return undefined;
    if (/^-?\d+$/.test(text)) return Number(text);
    this.problem(
      "error",
      field.value,
      field.path,
      `"${text}" is no whole number`,
      "write a number without a point",
    );
    return undefined;
  }

  /** A map of texts with a field for each. */
  texts(field: Field | undefined): Map<string, Field & { text: string }> {
    const texts = new Map<string, Field & { text: string }>();
    if (field === undefined || field.value === null || isNull(field.value)) return texts;
    if (!isMap(field.value)) {
      this.problem(
        "error",
        field.value,
        field.path,
        `must be a map${came(field.value)}`,
        "write name: text below it",
      );
      return texts;
    }
    const fields = new Map<string, Field>();
    this.#collect(field.value, field.path, fields);
    for (const [name, inner] of fields) {
      const text = this.text(inner);
      if (text !== undefined) texts.set(name, { ...inner, text });
    }
    return texts;
  }

  #resolved(node: Node | null | undefined): Node | null {
    if (node === null || node === undefined || this.#document === undefined) return null;
    return isAlias(node) ? ((node.resolve(this.#document) as Node | undefined) ?? null) : node;
  }
}

/** As it stands in the file for plain scalars: Prometheus reads `1.0` and `yes` into texts unchanged. */
function scalarText(node: Scalar): string {
  const isPlain = node.type === "PLAIN" && typeof node.value !== "string";
  if (isPlain && node.source !== undefined) return node.source;
  return typeof node.value === "string" ? node.value : "";
}

function isNull(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

function came(node: Node | null): string {
  if (node === null) return ", but nothing stands here";
  return isScalar(node)
    ? `, but "${scalarText(node).slice(0, 40)}" stands here`
    : isSeq(node)
      ? ", but a list stands here"
      : "";
}
