/** What the sample can be made to do wrong. */
export const FAULTS = [
  "slow-query",
  "errors",
  "late-data",
  "bad-rows",
  "duplicates",
  "pool-exhausted",
] as const;
