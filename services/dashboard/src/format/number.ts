export type Numbers = {
  integer: (value: number) => string;
  /** All its digits: 12,345.678 */
  exact: (value: number) => string;
  /** 1,284 · 38.2 · 0.45 */
  rate: (value: number) => string;
  /** A ratio as a percentage without its sign: 0.12, 91.2, 100. */
  percent: (ratio: number) => string;
  bytes: (value: number) => string;
};

export function createNumbers(locale: string): Numbers {
  const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const exact = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
  const decimals = [0, 1, 2].map(
    (digits) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const withDigits = (value: number, digits: 0 | 1 | 2) => (decimals[digits] ?? integers).format(value);
  return {
    integer: (value) => integers.format(value),
    exact: (value) => exact.format(value),
    rate(value) {
      if (value === 0) return "0";
      if (value < 0.005) return "<0.01";
      return withDigits(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
    },
    percent(ratio) {
      const percent = ratio * 100;
      if (percent === 0) return "0";
      if (percent < 0.005) return "<0.01";
      if (percent >= 100) return "100";
      // 99.98 % must not read as 100 %: the last failures are what one looks for.
      if (percent > 99.9) return withDigits(Math.floor(percent * 100) / 100, 2);
      return withDigits(percent, percent < 9.995 ? 2 : 1);
    },
    bytes(value) {
      const steps = ["B", "kB", "MB", "GB", "TB"];
      let [rest, step] = [value, 0];
      while (rest >= 1000 && step < steps.length - 1) [rest, step] = [rest / 1000, step + 1];
      return `${withDigits(rest, step === 0 || rest >= 100 ? 0 : 1)} ${steps[step]}`;
    },
  };
}

/** `now` beside `before`: +3 %, −12 %, ×4.1 when it more than doubled; undefined when there was nothing before. */
export function compare(now: number, before: number): string | undefined {
  if (before <= 0) return undefined;
  const ratio = now / before;
  if (ratio >= 2) return `×${ratio >= 9.95 ? ratio.toFixed(0) : ratio.toFixed(1)}`;
  const percent = Math.round((ratio - 1) * 100);
  if (percent === 0) return "±0 %";
  return percent > 0 ? `+${percent} %` : `−${-percent} %`;
}
