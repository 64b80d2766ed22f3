import { expect, test } from "@jest/globals";
import type { Dialect } from "./agreement.ts";
import { ExpressionMaker } from "./expression-maker.ts";
import { Random } from "./random.ts";

const SEEDS = [1, 2, 3, 20_261_124, 20_261_125];
const QUOTA = 100;

const makerOf = (seed: number, dialect: Dialect) => new ExpressionMaker(new Random(seed), dialect, QUOTA);

test.each<[Dialect, number]>([
  ["2.42", 4_800],
  ["3", 6_500],
])("whatever the seed, %s has been asked every part often enough after %i expressions", (dialect, most) => {
  for (const seed of SEEDS) {
    const maker = makerOf(seed, dialect);
    for (let made = 0; made < most; made++) maker.expression();
    expect([...maker.counts].filter(([, count]) => count < QUOTA)).toEqual([]);
  }
});

test("what is counted stands in the expressions", () => {
  const maker = makerOf(1, "2.42");
  const texts = Array.from({ length: 2_000 }, () => maker.expression());
  const standing = (word: string) => texts.join("\n").split(word).length - 1;
  for (const word of ["group_right ", "@ start()", "@ end()"])
    expect([word, standing(word)]).toEqual([word, maker.counts.get(word.trim())]);
});

test("the same seed makes the same expressions", () => {
  const [one, other] = [makerOf(7, "3"), makerOf(7, "3")];
  for (let made = 0; made < 1_000; made++) expect(one.expression()).toBe(other.expression());
});
