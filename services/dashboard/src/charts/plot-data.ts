/** One line or layer of a chart, named for legend, cursor and table. */
export type Layer = {
  name: string;
  /** Custom property of its colour. */
  colour: string;
  values: readonly (number | null)[];
};

export type PlotData = {
  /** Unix time in seconds, ascending. */
  seconds: readonly number[];
  layers: readonly Layer[];
};

/** Each layer on top of those before it; what is missing counts as nothing. */
export function stack(layers: readonly Layer[], length: number): number[][] {
  const sums: number[] = Array.from({ length }, () => 0);
  return layers.map(({ values }) => {
    for (let index = 0; index < length; index++) sums[index] = (sums[index] ?? 0) + (values[index] ?? 0);
    return [...sums];
  });
}
