const MOST_PROBLEMS = 8;

/** How many records were left out, and why: each reason once. */
export class Rejections {
  count = 0;
  readonly problems: string[] = [];

  add(problem: string, records = 1): void {
    this.count += records;
    if (this.problems.length < MOST_PROBLEMS && !this.problems.includes(problem)) this.problems.push(problem);
  }
}
