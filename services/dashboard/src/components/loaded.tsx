import type { ReactNode } from "react";
import { ProblemNote } from "./problem.tsx";
import { Skeleton } from "./skeleton.tsx";

type Asked<T> = { data: T | undefined; error: Error | null; refetch: () => unknown };

type Properties<T> = { query: Asked<T>; waiting?: ReactNode; children: (data: T) => ReactNode };

/** Old data stays in sight when a refetch fails, with the failure above it. */
export function Loaded<T>({ query, waiting, children }: Properties<T>) {
  const { data, error } = query;
  return (
    <>
      {error !== null && <ProblemNote error={error} retry={() => void query.refetch()} />}
      {data !== undefined && children(data)}
      {data === undefined && error === null && (waiting ?? <Skeleton rows={8} />)}
    </>
  );
}
