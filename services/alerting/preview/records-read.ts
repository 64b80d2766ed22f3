import type { RuleGroup } from "@mystocks/rules";

/**
 * The recording rules in force that the draft reads, also those that these read themselves: what they record is kept
 * nowhere, so it is worked out too. What the draft records itself is not asked of them.
 */
export function recordsReadBy(draft: readonly RuleGroup[], inForce: readonly RuleGroup[]): RuleGroup[] {
  const own = draft.flatMap(({ rules }) => rules.filter(({ kind }) => kind === "record"));
  const without = new Set(own.map(({ name }) => name));
  const read = [...namesRead(draft)].filter((name) => !without.has(name));
  return recordsOf(new Set(read), inForce);
}

/** The rules that record these metrics, and what such a rule reads that is recorded. */
export function recordsOf(names: ReadonlySet<string>, groups: readonly RuleGroup[]): RuleGroup[] {
  const wanted = new Set(names);
  for (let before = -1; before !== wanted.size;) {
    before = wanted.size;
    for (const name of namesRead(groups.map((group) => onlyRecords(group, wanted)))) wanted.add(name);
  }
  return groups.map((group) => onlyRecords(group, wanted)).filter(({ rules }) => rules.length > 0);
}

function namesRead(groups: readonly RuleGroup[]): Set<string> {
  const leaves = groups.flatMap(({ rules }) => rules.flatMap(({ selectors }) => selectors));
  return new Set(leaves.flatMap(({ metricName }) => metricName ?? []));
}

function onlyRecords(group: RuleGroup, names: ReadonlySet<string>): RuleGroup {
  const rules = group.rules.filter(({ kind, name }) => kind === "record" && names.has(name));
  return { ...group, rules };
}
