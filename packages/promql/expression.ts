import type { Node, ValueType } from "./ast.ts";
import type { LabelMemo } from "./label-memo.ts";
import type { Plan } from "./plan.ts";

/** A parsed, checked and compiled expression. It remembers label sets from one evaluation to the next: keep it. */
export class Expression {
  readonly text: string;
  readonly type: ValueType;
  /** The syntax tree; its shape is not part of the package's promises. */
  readonly root: Node;
  readonly #plan: Plan;
  readonly #memos: readonly LabelMemo[];

  constructor(
    text: string,
    type: ValueType,
    root: Node,
    compiled: { plan: Plan; memos: readonly LabelMemo[] },
  ) {
    this.text = text;
    this.type = type;
    this.root = root;
    this.#plan = compiled.plan;
    this.#memos = compiled.memos;
  }

  /** For the evaluation in this package, before each one. */
  prepared(): Plan {
    for (const memo of this.#memos) memo.tidy();
    return this.#plan;
  }
}
