const WINDOW_SECONDS = 10;
const MOST_PER_WINDOW = 3;

/**
 * Lets the slowest spans of an operation through, a new one only when it is slower than the third of its ten
 * seconds so far. Every exemplar keeps a whole trace for 30 days; without this, one in each commit would keep
 * nearly all traces of a quiet operation.
 */
export class ExemplarGate {
  readonly #windows = new Map<number, { start: number; slowest: bigint[] }>();

  passes(operationId: number, second: number, durationNs: bigint): boolean {
    const start = second - (second % WINDOW_SECONDS);
    const window = this.#windows.get(operationId);
    if (window === undefined || window.start !== start) {
      this.#windows.set(operationId, { start, slowest: [durationNs] });
      return true;
    }
    const { slowest } = window;
    if (slowest.length === MOST_PER_WINDOW && durationNs <= slowest[MOST_PER_WINDOW - 1]!) return false;
    slowest.push(durationNs);
    slowest.sort((a, b) => (a > b ? -1 : a < b ? 1 : 0));
    if (slowest.length > MOST_PER_WINDOW) slowest.pop();
    return true;
  }
}
