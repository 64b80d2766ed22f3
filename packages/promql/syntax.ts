import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { positionOf, PromqlError } from "./promql-error.ts";

/** The text of an expression with its syntax tree and a way to say what is wrong where. */
export class Syntax {
  readonly text: string;
  readonly root: SyntaxNode;

  /** Throws PromqlError for text that is not in the language. */
  constructor(text: string) {
    this.text = text;
    const tree = parser.parse(text);
    this.root = tree.topNode;
    tree.iterate({
      enter: (node) => {
        if (node.type.isError) throw this.unexpected(node.from, node.to);
      },
    });
  }

  textOf(node: { from: number; to: number }): string {
    return this.text.slice(node.from, node.to);
  }

  error(span: { from: number; to: number }, message: string): PromqlError {
    return new PromqlError("parse", message, positionOf(this.text, span.from, span.to));
  }

  unexpected(from: number, to: number): PromqlError {
    const start = from + this.text.slice(from).search(/\S|$/u);
    const rest = this.text.slice(start);
    const called = unknownFunction(this.text, start);
    if (called !== undefined) return this.error(called, called.message);
    const token = /^(?:\w+|"[^"]*"?|'[^']*'?|[^]?)/u.exec(rest)![0];
    const end = Math.max(to, start + token.length);
    const message = token === "" ? "unexpected end of the expression" : `unexpected ${JSON.stringify(token)}`;
    return this.error({ from: start, to: end }, message);
  }
}

const KEYWORDS = new Set(["bool", "by", "group_left", "group_right", "ignoring", "offset", "on", "without"]);

/** A name before the parenthesis where reading stopped: no function the grammar knows. */
function unknownFunction(
  text: string,
  at: number,
): { from: number; to: number; message: string } | undefined {
  const start = text[at] === "(" ? at : text.lastIndexOf("(", at);
  const name = /([A-Za-z_:][\w:]*)\s*$/u.exec(text.slice(0, Math.max(start, 0)));
  if (
    start < 0 ||
    name === null ||
    KEYWORDS.has(name[1]!.toLowerCase()) ||
    !/^\(\s*[^]{0,1}$/u.test(text.slice(start, at + 1))
  )
    return undefined;
  const hint =
    name[1] === "holt_winters" ? '; since Prometheus 3 it is called "double_exponential_smoothing"' : "";
  return {
    from: name.index,
    to: name.index + name[1]!.length,
    message: `unknown function with name "${name[1]!}"${hint}`,
  };
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}

export function childNamed(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return node.getChild(name) ?? undefined;
}
