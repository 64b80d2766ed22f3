export interface ClassificationRule {
  /** Other spellings of the class. */
  aliases: readonly string[];
  /** Tables that hold it; * stands for any characters, a schema is ignored. */
  tables: readonly string[];
}

/** By class name, as `MonitorConfig.classifications`. */
export type ClassificationRules = Readonly<Record<string, ClassificationRule>>;

export interface Classifier {
  /** The class's one spelling; a spelling the config does not have is kept in upper case. */
  named(spelling: string): string;
  /** Empty string when no class has the table. */
  ofTable(table: string): string;
}

const MOST_REMEMBERED = 2_000;

export function createClassifier(rules: ClassificationRules): Classifier {
  const names = new Map<string, string>();
  for (const [name, { aliases }] of Object.entries(rules)) {
    for (const alias of aliases) names.set(alias.toLowerCase(), name);
  }
  for (const name of Object.keys(rules)) names.set(name.toLowerCase(), name);
  const ofTable = remembered(tableLookup(rules));
  return { named: (spelling) => names.get(spelling.toLowerCase()) ?? spelling.toUpperCase(), ofTable };
}

function tableLookup(rules: ClassificationRules): (table: string) => string {
  const exact = new Map<string, string>();
  const patterns: { pattern: RegExp; name: string }[] = [];
  for (const [name, { tables }] of Object.entries(rules)) {
    for (const table of tables) {
      if (table.includes("*")) patterns.push({ pattern: patternOf(table), name });
      else exact.set(withoutSchema(table), name);
    }
  }
  return (table) => {
    const bare = withoutSchema(table);
    return exact.get(bare) ?? patterns.find(({ pattern }) => pattern.test(bare))?.name ?? "";
  };
}

function withoutSchema(table: string): string {
  return table.slice(table.lastIndexOf(".") + 1).toLowerCase();
}

/** Each * takes as little as it can and never gives back, so that no name makes it slow. */
function patternOf(table: string): RegExp {
  const parts = withoutSchema(table)
    .split(/\*+/)
    .map((part) => part.replace(/[^\w]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*?")}$`);
}

function remembered(find: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const found = find(key);
    known.set(key, found);
    return found;
  };
}
