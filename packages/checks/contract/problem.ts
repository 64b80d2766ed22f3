/** One thing that is wrong with a contract, where, and what may stand there. */
export interface ContractProblem {
  line: number;
  /** `schema[0].quality[2].metric` */
  key: string;
  message: string;
  remedy?: string;
}

/** A contract that can't be used; lists every problem at once. */
export class ContractError extends Error {
  override name = "ContractError";
  readonly file: string;
  readonly problems: readonly ContractProblem[];

  constructor(file: string, problems: readonly ContractProblem[]) {
    super(problems.map((problem) => describeProblem(file, problem)).join("\n"));
    this.file = file;
    this.problems = problems;
  }
}

function describeProblem(file: string, { line, key, message, remedy }: ContractProblem): string {
  return `${file}:${line}: ${key}: ${message}` + (remedy === undefined ? "" : ` (${remedy})`);
}
