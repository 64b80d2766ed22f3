import { expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { clientAddress, parseTrustProxy, trustOf } from "./client-address.ts";

test("without a trusted proxy nobody can lie about the client", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (peer, header) => {
      expect(clientAddress(peer, header, trustOf(undefined))).toBe(peer);
    }),
  );
});

test.each([
  ["one proxy", 1, "203.0.113.7", "203.0.113.7"],
  ["one proxy, a forged entry before it", 1, "10.9.9.9, 203.0.113.7", "203.0.113.7"],
  ["two proxies", 2, "203.0.113.7, 10.0.0.2", "203.0.113.7"],
  ["proxies by range", ["loopback", "10.0.0.0/8"], "203.0.113.7, 10.0.0.2", "203.0.113.7"],
  ["all are proxies", ["loopback", "private"], "10.0.0.1, 10.0.0.2", "10.0.0.1"],
  ["no header", 1, undefined, "127.0.0.1"],
  ["no address in the header", 1, "unknown", "127.0.0.1"],
  ["several headers", 2, ["203.0.113.7", "10.0.0.2"], "203.0.113.7"],
])("%s", (_case, trustProxy, header, expected) => {
  expect(clientAddress("::ffff:127.0.0.1", header, trustOf(trustProxy))).toBe(expected);
});

test("a range that is none is refused at start, not at the first request", () => {
  expect(() => trustOf(["10.0.0.300/8"])).toThrow(/10\.0\.0\.300\/8.*use e\.g\./);
});

test.each([
  [undefined, undefined],
  [" ", undefined],
  ["2", 2],
  ["loopback, 10.0.0.0/8,", ["loopback", "10.0.0.0/8"]],
])("MYSTOCKS_TRUST_PROXY=%j", (text, expected) => {
  expect(parseTrustProxy(text)).toEqual(expected);
});
