/** How long results and samples are kept, by who found them. Loaders tell of each round, so theirs go soon. */
export const KEPT_DAYS = { contract: 365, service: 7 } as const;
