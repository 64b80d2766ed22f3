/** Runs what it is given one after the other, in the order of the calls. A failed run does not hold up the next. */
export type InTurn = <T>(run: () => Promise<T>) => Promise<T>;

export function oneAtATime(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const next = last.then(run, run);
    last = next.catch(() => {});
    return next;
  };
}
