/** A program that the stack needs is not there and can't be brought by this account. */
export class StackRequirement extends Error {
  override name = "StackRequirement";
  readonly remedy: string;

  constructor(what: string, remedy: string, cause?: unknown) {
    super(what, cause === undefined ? undefined : { cause });
    this.remedy = remedy;
  }
}
