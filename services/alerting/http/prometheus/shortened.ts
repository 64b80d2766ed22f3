const TRUNCATED = "results truncated due to limit";

/** An answer of as many as were asked for, which says when there are more. */
export function shortened<T>(all: readonly T[], limit: number | undefined) {
  if (limit === undefined || all.length <= limit) return { data: all };
  return { data: all.slice(0, limit), warnings: [TRUNCATED] };
}
