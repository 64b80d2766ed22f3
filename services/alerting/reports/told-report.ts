/** What receivers are told of a report of data quality; quality keeps more. Datasets come worst first. */
export interface ToldReport {
  /** Days, `YYYY-MM-DD`, both included. */
  from: string;
  to: string;
  /** 0 to 100; null where nothing was judged. */
  score: number | null;
  datasets: readonly ToldDataset[];
}

export interface ToldDataset {
  dataset: string;
  owner: string;
  score: number | null;
  verdict: string;
  checks: readonly { check: string; verdict: string }[];
}

const BAD = new Set(["fail", "error"]);

export const isBad = (verdict: string): boolean => BAD.has(verdict);

/** Datasets with something to look after: a check that fails, warns or can't be judged now, or did so in the range. */
export const worstOf = ({ datasets }: ToldReport): ToldDataset[] =>
  datasets.filter(({ score, verdict }) => isBad(verdict) || verdict === "warn" || (score ?? 100) < 100);

/** Checks that now are not as they should be, those that fail first. */
export function brokenChecks({ checks }: ToldDataset): string[] {
  const bad = checks.filter(({ verdict }) => isBad(verdict));
  return [...bad, ...checks.filter(({ verdict }) => verdict === "warn")].map(({ check }) => check);
}
