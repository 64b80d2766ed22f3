type Level = Map<string, unknown>;

/**
 * Values by seven strings, without joining them: their hashes are cached by the engine, a joined string's is
 * not. Bounded: past `most` values it starts anew.
 */
export class KeyTree<T> {
  #root: Level = new Map();
  #size = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(a: string, b: string, c: string, d: string, e: string, f: string, g: string): T | undefined {
    const level = next(next(next(next(next(next(this.#root, a), b), c), d), e), f);
    return level?.get(g) as T | undefined;
  }

  set(path: readonly [string, string, string, string, string, string, string], value: T): void {
    if (this.#size >= this.#most) {
      this.#root = new Map();
      this.#size = 0;
    }
    this.#size++;
    let level = this.#root;
    for (const part of path.slice(0, -1)) {
      let below = level.get(part) as Level | undefined;
      if (below === undefined) level.set(part, (below = new Map()));
      level = below;
    }
    level.set(path[6], value);
  }
}

function next(level: Level | undefined, part: string): Level | undefined {
  return level?.get(part) as Level | undefined;
}
