import { BlockList, isIP } from "node:net";

/**
 * Which proxies in front of the service may say who the client is (`X-Forwarded-For`): how many of them, or their
 * addresses (`loopback`, `10.0.0.0/8`, `::1`). None by default: everybody can send that header.
 */
export type TrustProxy = number | readonly string[];

export type IsTrusted = (address: string, hop: number) => boolean;

const NAMED = new Map([
  ["loopback", ["127.0.0.0/8", "::1/128"]],
  ["private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]],
]);

/** `2` or `loopback, 10.0.0.0/8`, as it stands in an environment variable. */
export function parseTrustProxy(text: string | undefined): TrustProxy | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  if (/^\d+$/.test(trimmed)) return Number(trimmed);
  return trimmed
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** @throws RangeError on an address or a prefix that is none */
export function trustOf(trustProxy: TrustProxy | undefined): IsTrusted {
  if (trustProxy === undefined) return () => false;
  if (typeof trustProxy === "number") return (_address, hop) => hop < trustProxy;
  const trusted = new BlockList();
  for (const range of trustProxy.flatMap((part) => NAMED.get(part) ?? [part])) add(trusted, range);
  return (address) => isIP(address) !== 0 && trusted.check(address, family(address));
}

/** Walks from the peer outwards and stops at the first address that is not a trusted proxy. */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | string[] | undefined,
  isTrusted: IsTrusted,
): string | undefined {
  if (peer === undefined) return undefined;
  let client = plain(peer);
  const hops = [forwardedFor ?? []].flat().join(",").split(",").toReversed();
  for (const [hop, text] of hops.entries()) {
    const next = plain(text.trim());
    if (!isTrusted(client, hop) || isIP(next) === 0) break;
    client = next;
  }
  return client;
}

function add(list: BlockList, range: string): void {
  const [address = "", prefix] = range.split("/");
  if (isIP(address) === 0) {
    throw new RangeError(`trusted proxy "${range}" is no address; use e.g. 2, loopback or 10.0.0.0/8`);
  }
  if (prefix === undefined) list.addAddress(address, family(address));
  else list.addSubnet(address, Number(prefix), family(address));
}

function family(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

/** An IPv4 client on a dual-stack socket shows as `::ffff:192.0.2.1`. */
function plain(address: string): string {
  return address.startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
