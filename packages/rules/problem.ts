/** Something wrong with a file, said so that it can be repaired without asking. */
export interface Problem {
  severity: "error" | "warning";
  file: string;
  /** From 1; 0 when the whole file is meant. */
  line: number;
  column: number;
  /** Where in the document, as in `groups[0].rules[2].expr`. */
  key: string;
  message: string;
  /** What stood there, if it is short enough to show. */
  came?: string;
  /** The word that was probably meant. */
  near?: string;
  /** The way out, as an instruction. */
  remedy: string;
}

/** `file:line:column: key: message (remedy)`, one line. */
export function formatProblem({ file, line, column, key, message, near, remedy }: Problem): string {
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  const meant = near === undefined ? "" : `did you mean "${near}"? `;
  return `${place}: ${key === "" ? "" : `${key}: `}${message} (${meant}${remedy})`;
}

/** A file that can't be used, with everything that is wrong with it. */
export class RuleFileError extends Error {
  override name = "RuleFileError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}
