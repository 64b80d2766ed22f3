/** Where in the text, in UTF-16 units; line and column count from 1. */
export type Position = { line: number; column: number; offset: number; length: number };

/**
 * What is wrong with an expression and where. Phase `parse`: it can never be evaluated (syntax, types, or a part
 * that is not supported). Phase `evaluation`: it can't with these series, as with duplicate matches.
 */
export class PromqlError extends Error {
  readonly phase: "parse" | "evaluation";
  readonly position: Position;

  constructor(phase: "parse" | "evaluation", message: string, position: Position) {
    super(message);
    this.name = "PromqlError";
    this.phase = phase;
    this.position = position;
  }
}

export function positionOf(text: string, offset: number, end: number): Position {
  const before = text.slice(0, offset);
  return {
    line: before.split("\n").length,
    column: offset - before.lastIndexOf("\n"),
    offset,
    length: Math.max(0, end - offset),
  };
}
