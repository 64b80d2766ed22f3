import { expect, test } from "@jest/globals";
import { isOwnOrigin } from "./admission.ts";

test.each([
  [undefined, "monitor:8000", undefined, true],
  ["http://monitor:8000", "monitor:8000", undefined, true],
  ["http://monitor:9000", "monitor:8000", undefined, false],
  ["https://monitor.example", "10.0.0.1:8000", "https://monitor.example/", true],
  ["http://monitor.example", "10.0.0.1:8000", "https://monitor.example/", false],
  ["https://monitor.example.evil.example", "10.0.0.1:8000", "https://monitor.example", false],
  ["null", "monitor:8000", undefined, false],
  ["", "monitor:8000", undefined, false],
] as const)("origin %s for host %s with public address %s: %s", (origin, host, publicUrl, isOwn) => {
  expect(isOwnOrigin({ origin, host }, publicUrl)).toBe(isOwn);
});
