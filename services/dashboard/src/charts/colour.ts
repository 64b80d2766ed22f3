/** A custom property as a colour the canvas understands. Asked at each draw, so that themes can change. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The same with an opacity from 0 to 1. */
export function tint(name: string, opacity: number): string {
  const value = colour(name);
  const [, red, green, blue] = /^#(..)(..)(..)$/.exec(value) ?? [];
  if (red === undefined || green === undefined || blue === undefined) return value;
  return `rgb(${parseInt(red, 16)} ${parseInt(green, 16)} ${parseInt(blue, 16)} / ${opacity})`;
}

export const SERIES_COLOURS = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6"] as const;
export const REST_COLOUR = "--edge-2";
