import { yamlLanguage } from "@codemirror/lang-yaml";
import type { LRLanguage } from "@codemirror/language";
import type { Input, Parser, SyntaxNodeRef } from "@lezer/common";
import { parseMixed } from "@lezer/common";

/** YAML in which the values of the key `expr`, on its line or as a block below it, are read by another parser. */
export function yamlWithExpressions(parser: Parser): LRLanguage {
  const wrap = parseMixed((node, input) => (isExpression(node, input) ? { parser } : null));
  return yamlLanguage.configure({ wrap });
}

function isExpression({ name, node }: SyntaxNodeRef, input: Input): boolean {
  if (name !== "Literal" && name !== "BlockLiteralContent") return false;
  const pair = name === "Literal" ? node.parent : node.parent?.parent;
  const key = pair?.name === "Pair" ? pair.getChild("Key") : null;
  return key !== null && key !== undefined && input.read(key.from, key.to) === "expr";
}
