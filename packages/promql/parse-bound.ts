/** A bucket's end as the label `le` has it; undefined for what is no number. */
export function parseBound(text: string): number | undefined {
  const infinite = /^([+-]?)inf(?:inity)?$/iu.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  if (/^[+-]?nan$/iu.test(text)) return NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(text) ? Number(text) : undefined;
}
