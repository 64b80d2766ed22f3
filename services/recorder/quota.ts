/** How many of something each owner has taken. Owners without a name are no one: a single user has the whole. */
export class Quota {
  readonly #most: number;
  readonly #taken = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  has(owner: string): boolean {
    return this.#taken.has(owner);
  }

  /** Also with what is planned and not taken yet. */
  isFull(owner: string, planned?: Quota): boolean {
    return owner !== "" && this.of(owner) + (planned?.of(owner) ?? 0) >= this.#most;
  }

  take(owner: string): void {
    this.#taken.set(owner, this.of(owner) + 1);
  }

  giveBack(owner: string): void {
    this.#taken.set(owner, this.of(owner) - 1);
  }

  /** Nothing taken of as much. */
  untouched(): Quota {
    return new Quota(this.#most);
  }

  of(owner: string): number {
    return this.#taken.get(owner) ?? 0;
  }
}
