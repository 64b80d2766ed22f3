export interface Claim {
  member: string;
  /** Partitions that the member reads now, as `topic/partition`. */
  owned: readonly string[];
}

/**
 * Who reads what: shares differ by at most one, a member keeps what it has as far as that allows, and the same claims
 * always give the same answer. A partition that two claim (one was thought dead) stays with the first by name.
 */
export function shareOut(claims: readonly Claim[], partitions: readonly string[]): Map<string, string[]> {
  const members = claims.toSorted((a, b) => (a.member < b.member ? -1 : 1));
  const free = new Set(partitions);
  const kept = members.map(({ member, owned }) => {
    const own = owned.filter((partition) => free.delete(partition));
    return { member, own };
  });
  const least = Math.floor(partitions.length / Math.max(1, members.length));
  let larger = partitions.length - least * members.length;
  // Who holds most may have the larger share, so that the least is taken away.
  for (const holder of kept.toSorted((a, b) => b.own.length - a.own.length)) {
    const share = larger > 0 ? least + 1 : least;
    if (share > least) larger -= 1;
    for (const partition of holder.own.splice(share)) free.add(partition);
    for (const partition of free) {
      if (holder.own.length >= share) break;
      holder.own.push(partition);
      free.delete(partition);
    }
  }
  return new Map(kept.map(({ member, own }) => [member, own]));
}
