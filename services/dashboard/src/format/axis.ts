/** A number of an axis or of a share: no zeros that say nothing. 0.5, 2, 1,200. */
export function formatAxis(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}
