import { expect, test } from "@jest/globals";
import { PayloadAllowance } from "./payload-allowance.ts";

const HOUR_MS = 3_600_000;
const KIB = 1024;

const letter = (bytes: number) => ({
  offset: 1,
  recordAtMs: 0,
  key: null,
  headers: {},
  code: "malformed" as const,
  reason: "no OTLP",
  payload: Buffer.alloc(bytes),
  payloadBytes: bytes,
  payloadHash: Buffer.alloc(32),
});

test("payloads are kept whole up to the allowance of an hour, then their beginnings, then whole again", () => {
  const allowance = new PayloadAllowance(250 * KIB);
  const kept = (atMs: number) =>
    allowance.within([letter(100 * KIB), letter(10)], atMs).map(({ payload }) => payload.length);
  expect(kept(0)).toEqual([100 * KIB, 10]);
  expect(kept(1)).toEqual([100 * KIB, 10]);
  expect(kept(2)).toEqual([64 * KIB, 10]);
  expect(kept(HOUR_MS)).toEqual([100 * KIB, 10]);
});

test("a letter that was cut still tells its length", () => {
  const [cut] = new PayloadAllowance(0).within([letter(100 * KIB)], 0);
  expect(cut).toMatchObject({ payloadBytes: 100 * KIB });
});
