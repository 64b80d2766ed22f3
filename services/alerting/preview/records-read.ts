import type { RuleGroup } from "@mystocks/rules";

/**
 * The recording rules in force that the draft reads, also those that these read themselves, before it: what they record
 * is kept nowhere, so it is worked out too. What the draft records itself is not asked of them.
 */
export function recordsReadBy(draft: readonly RuleGroup[], inForce: readonly RuleGroup[]): RuleGroup[] {
  const own = new Set(
    draft.flatMap(({ rules }) => rules.filter(({ kind }) => kind === "record")).map(({ name }) => name),
  );
  const read = namesRead(draft);
  for (let before = -1; before !== read.size;) {
    before = read.size;
    for (const name of namesRead(inForce.map((group) => onlyRecords(group, read)))) read.add(name);
  }
  const wanted = new Set([...read].filter((name) => !own.has(name)));
  return inForce.map((group) => onlyRecords(group, wanted)).filter(({ rules }) => rules.length > 0);
}

function namesRead(groups: readonly RuleGroup[]): Set<string> {
  const leaves = groups.flatMap(({ rules }) => rules.flatMap(({ selectors }) => selectors));
  return new Set(leaves.flatMap(({ metricName }) => metricName ?? []));
}

function onlyRecords(group: RuleGroup, names: ReadonlySet<string>): RuleGroup {
  const rules = group.rules.filter(({ kind, name }) => kind === "record" && names.has(name));
  return { ...group, rules };
}
