import { isMap, isScalar, LineCounter, parseDocument, visit, type Document, type Node } from "yaml";
import type { ContractProblem } from "./problem.ts";

export type Path = readonly (string | number)[];

/** A YAML text with the lines its keys stand on. */
export class YamlSource {
  readonly value: unknown;
  readonly problems: readonly ContractProblem[];
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(text: string) {
    this.#lines = new LineCounter();
    // Aliases are bounded, so that a small file can't unfold into a huge one.
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true, version: "1.2" });
    const problems = this.#document.errors.map(({ message, pos }) => ({
      line: this.#lines.linePos(pos[0]).line,
      key: "document",
      message: message.split("\n")[0]!,
    }));
    this.value = problems.length > 0 ? undefined : this.#toValue(problems);
    this.problems = problems;
  }

  /** The line of the key at `path`, or of the nearest thing around it that is written down. */
  lineOf(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const offset = this.#offsetOf(path.slice(0, length));
      if (offset !== undefined) return this.#lines.linePos(offset).line;
    }
    return 1;
  }

  #offsetOf(path: Path): number | undefined {
    const parent =
      path.length === 1 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    const last = path.at(-1)!;
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
      if (isScalar(pair?.key)) return pair.key.range?.[0];
    }
    return (this.#document.getIn(path, true) as Node | undefined)?.range?.[0];
  }

  /** An alias of nothing, or too many of them, shows only here. */
  #toValue(problems: ContractProblem[]): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: 50 });
    } catch (error) {
      problems.push({ line: this.#firstAlias(), key: "document", message: (error as Error).message });
      return undefined;
    }
  }

  #firstAlias(): number {
    let line = 1;
    visit(this.#document, {
      Alias: (_, node) => {
        if (node.range && node.resolve(this.#document) === undefined) {
          line = this.#lines.linePos(node.range[0]).line;
          return visit.BREAK;
        }
        return undefined;
      },
    });
    return line;
  }
}

/** `schema[0].quality[2].metric` */
export function keyText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
}
