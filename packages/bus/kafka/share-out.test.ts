import { expect, test } from "@jest/globals";
import { assert, integer, property, record, subarray, uniqueArray, constantFrom } from "fast-check";
import { shareOut } from "./share-out.ts";

const named = (count: number, topic = "t") =>
  Array.from({ length: count }, (_, number) => `${topic}/${number}`);

test("nobody owns anything: everyone gets an equal share", () => {
  const shares = shareOut([claim("a"), claim("b")], named(5));
  expect(new Set([...shares.values()].map(({ length }) => length))).toEqual(new Set([2, 3]));
});

test("no member has all of a topic that two could share", () => {
  const partitions = ["spans", "metrics", "logs"].flatMap((topic) => named(3, topic));
  const shares = shareOut([claim("a"), claim("b")], partitions);
  for (const topic of ["spans", "metrics", "logs"])
    for (const share of shares.values())
      expect(share.filter((partition) => partition.startsWith(`${topic}/`)).length).toBeGreaterThan(0);
  expect([...shares.values()].map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([4, 5]);
});

test("a member that comes gets its share, and the others keep all else", () => {
  const before = shareOut([claim("b"), claim("c")], named(6));
  const shares = shareOut([claim("a"), ...claims(before)], named(6));
  expect(shares.get("a")).toHaveLength(2);
  for (const member of ["b", "c"])
    expect(before.get(member)).toEqual(expect.arrayContaining(shares.get(member)!));
});

test("the partitions of a member that goes are dealt out, and the others keep theirs", () => {
  const before = shareOut([claim("a"), claim("b"), claim("c")], named(6));
  const left = claims(before).filter(({ member }) => member !== "a");
  const shares = shareOut(left, named(6));
  for (const { member, owned } of left)
    expect(shares.get(member)).toEqual(expect.arrayContaining([...owned]));
});

test("whatever is claimed, each partition goes to one member and shares differ by at most one", () => {
  const claimed = record({
    member: constantFrom("a", "b", "c", "d", "e"),
    owned: subarray(named(12)),
  });
  const members = uniqueArray(claimed, { selector: ({ member }) => member, minLength: 1 });
  assert(
    property(members, integer({ min: 0, max: 12 }), (given, count) => {
      const shares = shareOut(given, named(count));
      const sizes = [...shares.values()].map(({ length }) => length);
      expect([...shares.values()].flat().toSorted()).toEqual(named(count).toSorted());
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(shares.size).toBe(given.length);
      expect(shareOut(given.toReversed(), named(count))).toEqual(shares);
    }),
  );
});

const claim = (member: string) => ({ member, owned: [] });
const claims = (shares: Map<string, string[]>) => [...shares].map(([member, owned]) => ({ member, owned }));
