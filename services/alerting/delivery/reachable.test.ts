import { expect, test } from "@jest/globals";
import { isPrivate, PrivateAddress, reachableAddress } from "./reachable.ts";

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.255.255",
  "192.168.0.1",
  "169.254.169.254",
  "100.100.100.200",
  "0.0.0.0",
  "::1",
  "::",
  "fd00::1",
  "fe80::1",
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
])("%s is inside", (address) => expect(isPrivate(address)).toBe(true));

test.each(["8.8.8.8", "172.32.0.1", "11.0.0.1", "2001:4860:4860::8888", "::ffff:8.8.8.8"])(
  "%s is outside",
  (address) => expect(isPrivate(address)).toBe(false),
);

test("a private address is refused by name and in brackets, and taken when it may be", async () => {
  await expect(reachableAddress("localhost", false)).rejects.toThrow(PrivateAddress);
  await expect(reachableAddress("[::1]", false)).rejects.toThrow(PrivateAddress);
  await expect(reachableAddress("127.0.0.1", true)).resolves.toBe("127.0.0.1");
});
