/** undefined when it fails or takes longer. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((done) => (timer = setTimeout(() => done(undefined), milliseconds)));
  return Promise.race([work.catch(() => undefined), late]).finally(() => clearTimeout(timer));
}
