import { expect, test } from "@jest/globals";
import { chooseSequences, type PendingSequence } from "./choose-sequences.ts";

const pending = (sourceId: number, sequence: number, newestBucket: number, rows = 1): PendingSequence => ({
  sourceId,
  sequence,
  newestBucket,
  rows,
});

test("a source goes up to the first commit that reaches into the growing bucket, though later ones do not", () => {
  const chosen = chooseSequences([pending(1, 5, 10), pending(1, 6, 60), pending(1, 7, 20)], 60, 100);
  expect(chosen).toEqual(new Map([[1, 5]]));
});

test("one source's wait does not hold up another", () => {
  expect(chooseSequences([pending(1, 5, 60), pending(2, 9, 59)], 60, 100)).toEqual(new Map([[2, 9]]));
});

test("a commit larger than the limit goes alone", () => {
  const rows = [pending(1, 5, 0, 500), pending(1, 6, 0, 1), pending(2, 1, 0, 1)];
  expect(chooseSequences(rows, 60, 100)).toEqual(new Map([[1, 5]]));
});
