import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { SilenceList, SilenceMatcher, SilencePreview } from "@mystocks/alerting";
import { fetchJson, postJson } from "../../api/fetch-json.ts";

const REFRESH_MS = 5_000;

/** All silences that are in force, to come, or have ended in the last 7 days. */
export const silencesQuery = queryOptions({
  queryKey: ["silences", "list"],
  queryFn: ({ signal }) => fetchJson<SilenceList>("/silences", { ended: "true" }, signal),
  refetchInterval: REFRESH_MS,
});

/** Also refused: a matcher that is none, with its field. */
export function silencePreviewQuery(matchers: readonly SilenceMatcher[]) {
  return queryOptions({
    queryKey: ["silences", "preview", matchers],
    queryFn: () => postJson<SilencePreview>("/silences/preview", { matchers }),
    enabled: matchers.length > 0,
    placeholderData: keepPreviousData,
  });
}
