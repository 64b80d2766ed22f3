// After the palette of Okabe and Ito: colours that stay apart for people who don't tell red from green, on light and dark.
export const FINE = "#009E73";
export const WATCH = "#EDA100";
export const BAD = "#C44D00";

/** Series in order; none of them means a state. */
export const SERIES = ["#2F6FDF", "#0F9D94", "#8457D6", "#B83F79", "#6D7A17", "#56B4E9"] as const;

/** One hue, stronger further out. */
export const PERCENTILES = { p50: "#9EC1F7", p95: "#4F8DF0", p99: "#1F5FD6" } as const;
