const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });

/** 1,000,015 in both languages. */
export const grouped = (value: number): string =>
  Number.isFinite(value) ? GROUPED.format(value) : String(value);
