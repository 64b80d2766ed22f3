import type { JobRun } from "@mystocks/api";
import { useFormat } from "../../format/use-format.tsx";
import { useTexts } from "../../i18n/text.tsx";
import { causeIn } from "./cause-words.ts";

/** Says why a run, or an instant, did not go well, in the page's language. */
export function useCause(): (told: Pick<JobRun, "cause" | "because">) => string | null {
  const { times } = useFormat();
  const language = useTexts().language === "zh" ? "zh" : "en";
  return (told) => causeIn(language, told, times.second);
}
