import { compileRegex } from "./regex.ts";

export type MatchOperator = "=" | "!=" | "=~" | "!~";

/** One condition on one label; a label that is not there has the value "". */
export class Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  readonly #test: (value: string) => boolean;

  /** Throws SyntaxError for a regular expression that RE2 or JavaScript does not take. */
  constructor(name: string, operator: MatchOperator, value: string) {
    this.name = name;
    this.operator = operator;
    this.value = value;
    this.#test = testOf(operator, value);
  }

  matches(value: string): boolean {
    return this.#test(value);
  }
}

function testOf(operator: MatchOperator, wanted: string): (value: string) => boolean {
  switch (operator) {
    case "=":
      return (value) => value === wanted;
    case "!=":
      return (value) => value !== wanted;
    case "=~":
      return compileRegex(wanted);
    case "!~":
    default: {
      const test = compileRegex(wanted);
      return (value) => !test(value);
    }
  }
}
