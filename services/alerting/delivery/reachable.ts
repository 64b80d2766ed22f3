import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** The receiver's address is inside, where Monitor must not be sent by whoever writes receivers. */
export class PrivateAddress extends Error {
  override name = "PrivateAddress";
}

const INSIDE = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  INSIDE.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::", 127],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  INSIDE.addSubnet(network, bits, "ipv6");

export function isPrivate(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isPrivate(mapped);
  return INSIDE.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/**
 * One address of the host that may be posted to. The caller connects to it and not to the name, which might lead
 * elsewhere by then. Throws PrivateAddress, or what the name server says.
 */
export async function reachableAddress(hostname: string, allowPrivate: boolean): Promise<string> {
  const name = hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(name) ? [name] : (await lookup(name, { all: true })).map(({ address }) => address);
  const allowed = allowPrivate ? addresses : addresses.filter((address) => !isPrivate(address));
  const [address] = allowed;
  if (address === undefined)
    throw new PrivateAddress(
      `${name} is ${addresses.join(", ")}, a private address: allowPrivate of the receiver, or allowPrivateReceivers, lets it be one`,
    );
  return address;
}
