import type { Node, ValueType } from "./ast.ts";

/** A parsed and type-checked expression. It keeps what evaluations have compiled, so parse once, evaluate often. */
export class Expression {
  readonly text: string;
  readonly type: ValueType;
  /** The syntax tree; its shape is not part of the package's promises. */
  readonly root: Node;

  constructor(text: string, type: ValueType, root: Node) {
    this.text = text;
    this.type = type;
    this.root = root;
  }
}
