import { atMost } from "./agreement.ts";
import type { Agreement, Made, Production } from "./agreement.ts";
import type { ExpressionMaker } from "./expression-maker.ts";
import type { Random } from "./random.ts";

export function arithmetic(operator: string, agreement: Agreement): Production {
  return {
    feature: operator,
    agreement,
    // What was nearly equal may differ much after a subtraction.
    make: (maker, depth) => operation(maker, depth, operator, agreement, operator !== "*"),
  };
}

/** How the two sides of an operator find each other; counted beside the productions. */
export const OPERATION_SHAPES = [
  "with scalar",
  "summed",
  "matched",
  "group_left",
  "group_right",
  "plain",
] as const;
const LENIENT_SHAPES = ["with scalar", "summed", "plain"] as const;

/** Two vectors or a vector and a scalar, with every kind of matching. */
function operation(
  maker: ExpressionMaker,
  depth: number,
  operator: string,
  agreement: Agreement,
  needsBits: boolean,
): Made {
  const { random } = maker;
  const needs = needsBits ? "bits" : "digits";
  // 2.42 lets atan2 keep the metric's name.
  const isNamed = maker.dialect === "2.42" && operator === "atan2";
  const operand = (inner: number): Made => {
    const made = maker.vector(inner, needs);
    return isNamed ? { ...made, text: `abs(${made.text})` } : made;
  };
  const left = operand(depth);
  // 2.42 takes several matches for an error only when the comparison is true of them.
  const isLenient = maker.dialect === "2.42" && /^[=!<>]+$/u.test(operator);
  const shape = maker.pick(isLenient ? LENIENT_SHAPES : OPERATION_SHAPES);
  maker.count(shape);
  if (shape === "with scalar") {
    const scalar = maker.scalar();
    const sides = [`(${left.text})`, scalar.text];
    if (random.chance(0.4)) sides.reverse();
    return {
      text: sides.join(` ${operator} `),
      agreement: atMost(atMost(left.agreement, scalar.agreement), agreement),
    };
  }
  const right = operand(depth - 1);
  const both = atMost(atMost(left.agreement, right.agreement), agreement);
  const text = MATCHED[shape](maker.random, operator, [left.text, right.text]);
  return { text, agreement: both };
}

type Matched = (random: Random, operator: string, sides: readonly [string, string]) => string;

const MATCHED: Readonly<Record<Exclude<(typeof OPERATION_SHAPES)[number], "with scalar">, Matched>> = {
  plain: (_, operator, [left, right]) => `(${left}) ${operator} (${right})`,
  summed(random, operator, [left, right]) {
    const by = random.pick(["by (job)", "by (job, instance)", "without (zone)", "by ()"]);
    return `max ${by} (${left}) ${operator} min ${by} (${right})`;
  },
  matched(random, operator, [left, right]) {
    const clause = random.pick([
      "on (job, instance)",
      "ignoring (zone)",
      "on (job)",
      "ignoring (zone, tier)",
    ]);
    return `(${left}) ${operator} ${clause} (${right})`;
  },
  group_left(random, operator, [many, one]) {
    const { clause, include } = grouping(random);
    return `(${many}) ${operator} ${clause} group_left${include} max by (job) (${one})`;
  },
  group_right(random, operator, [many, one]) {
    const { clause, include } = grouping(random);
    // Without parentheses the ones of the other side would be read as labels.
    return `max by (job) (${one}) ${operator} ${clause} group_right${include || " ()"} (${many})`;
  },
};

const grouping = (random: Random) => ({
  clause: random.pick(["on (job)", "ignoring (instance, zone, tier)"]),
  include: random.pick(["", " (zone)", " (tier)", " ()"]),
});

export function comparison(operator: string): Production[] {
  return ["", " bool"].map((bool) => ({
    feature: `${operator}${bool}`,
    agreement: bool === "" ? "bits" : "sums",
    make(maker, depth) {
      const made = operation(maker, depth, `${operator}${bool}`, bool === "" ? "sums" : "sums", true);
      return bool === "" ? made : { ...made, agreement: "sums" };
    },
  }));
}

export function setOperation(operator: string): Production {
  return {
    feature: operator,
    agreement: "sums",
    make(maker, depth) {
      const left = maker.vector(depth, "digits");
      const right = maker.vector(depth - 1, "digits");
      const clause = maker.random.pick([
        "",
        "",
        " on (job)",
        " ignoring (zone)",
        " on ()",
        " on (job, instance)",
      ]);
      return {
        text: `(${left.text}) ${operator}${clause} (${right.text})`,
        agreement: atMost(left.agreement, right.agreement),
      };
    },
  };
}
