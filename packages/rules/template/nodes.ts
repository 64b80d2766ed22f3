/** Syntax tree of a template. `at` and `end` are offsets in its text. */
export type Operand =
  | { kind: "dot"; at: number }
  | { kind: "nil"; at: number }
  | { kind: "bool"; value: boolean; at: number }
  | { kind: "number"; text: string; at: number }
  | { kind: "string"; value: string; at: number }
  | { kind: "field"; path: readonly string[]; at: number }
  | { kind: "variable"; name: string; path: readonly string[]; at: number }
  | { kind: "function"; name: string; at: number }
  | { kind: "pipe"; pipe: Pipe; path: readonly string[]; at: number };

export interface Command {
  operands: readonly Operand[];
  at: number;
}

export interface Pipe {
  /** Variables that it sets, without what they are set to being shown. */
  variables: readonly string[];
  isAssignment: boolean;
  commands: readonly Command[];
  at: number;
}

export type Node =
  | { kind: "text"; text: string; at: number }
  | { kind: "action"; pipe: Pipe; at: number; end: number }
  | { kind: "if" | "with" | "range"; pipe: Pipe; body: Node[]; otherwise: Node[]; at: number; end: number }
  | { kind: "template"; name: string; pipe: Pipe | undefined; at: number; end: number }
  | { kind: "break"; at: number }
  | { kind: "continue"; at: number };

export interface ParsedTemplate {
  source: string;
  body: Node[];
  /** Those that `define` and `block` made. */
  definitions: ReadonlyMap<string, Node[]>;
}
