/** The word that was probably meant, if one is near: at most a third of its letters differ. */
export function nearMatch(word: string, candidates: Iterable<string>): string | undefined {
  let [best, bestDistance]: [string | undefined, number] = [undefined, Infinity];
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best !== undefined && bestDistance <= Math.max(1, Math.floor(best.length / 3)) ? best : undefined;
}

/** Letters to insert, delete or exchange; two neighbours swapped count as one. */
function editDistance(from: string, to: string): number {
  let rows: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= from.length; i++) {
    const [older, previous] = rows;
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      current[j] = Math.min(
        previous[j]! + 1,
        current[j - 1]! + 1,
        previous[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1),
        isSwap ? older[j - 2]! + 1 : Infinity,
      );
    }
    rows = [previous, current];
  }
  return rows[1][to.length]!;
}
