import { useState } from "react";
import type { ReactNode } from "react";
import { ProblemNote } from "./problem.tsx";
import { Skeleton } from "./skeleton.tsx";

type Asked<T> = { data: T | undefined; error: Error | null; refetch: () => unknown };

type Properties<T> = { query: Asked<T>; waiting?: ReactNode; children: (data: T) => ReactNode };

/** Old data stays in sight when a refetch fails, with the failure above it. */
export function Loaded<T>({ query, waiting, children }: Properties<T>) {
  const { data } = query;
  const error = useLastError(query);
  return (
    <>
      {error !== null && (
        <ProblemNote error={error} isOld={data !== undefined} retry={() => void query.refetch()} />
      )}
      {data !== undefined && children(data)}
      {data === undefined && error === null && (waiting ?? <Skeleton rows={8} />)}
    </>
  );
}

/** A new attempt forgets the error of the last one; the page keeps it until the attempt has an outcome. */
function useLastError({ data, error }: Asked<unknown>): Error | null {
  const [last, setLast] = useState<Error | null>(null);
  const shown = error ?? (data === undefined ? last : null);
  if (shown !== last) setLast(shown);
  return shown;
}
