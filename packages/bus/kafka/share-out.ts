export interface Claim {
  member: string;
  /** Partitions that the member reads now, as `topic/partition`. */
  owned: readonly string[];
}

/**
 * Who reads what: of each topic shares differ by at most one, since topics differ in what their partitions weigh. A
 * member keeps what it has as far as that allows, and the same claims always give the same answer. A partition that
 * two claim (one was thought dead) stays with the first by name.
 */
export function shareOut(claims: readonly Claim[], partitions: readonly string[]): Map<string, string[]> {
  const members = claims.toSorted((a, b) => (a.member < b.member ? -1 : 1));
  const shares = new Map(members.map(({ member }) => [member, [] as string[]]));
  for (const ofTopic of byTopic(partitions)) shareOutTopic(members, ofTopic, shares);
  return shares;
}

function shareOutTopic(
  members: readonly Claim[],
  partitions: readonly string[],
  shares: ReadonlyMap<string, string[]>,
): void {
  const free = new Set(partitions);
  const kept = members.map(({ member, owned }) => {
    const own = owned.filter((partition) => free.delete(partition));
    return { own, share: shares.get(member)! };
  });
  const least = Math.floor(partitions.length / Math.max(1, members.length));
  let larger = partitions.length - least * members.length;
  // Who holds most may have the larger share, so that the least is taken away; else who has least of other topics.
  const order = kept.toSorted((a, b) => b.own.length - a.own.length || a.share.length - b.share.length);
  for (const { own, share } of order) {
    const size = larger > 0 ? least + 1 : least;
    if (size > least) larger -= 1;
    for (const partition of own.splice(size)) free.add(partition);
    for (const partition of free) {
      if (own.length >= size) break;
      own.push(partition);
      free.delete(partition);
    }
    share.push(...own);
  }
}

function byTopic(partitions: readonly string[]): string[][] {
  const topics = new Map<string, string[]>();
  for (const partition of partitions) {
    const topic = partition.slice(0, partition.lastIndexOf("/"));
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  }
  return [...topics.keys()].sort().map((topic) => topics.get(topic)!);
}
