import type { JobRun } from "@mystocks/api";
import { useFormat } from "../../format/use-format.tsx";
import { useTexts } from "../../i18n/text.tsx";
import { figuresIn } from "./figure-words.ts";

/** Says what a run did, in the page's language. */
export function useFigures(): (run: Pick<JobRun, "figures">) => string[] {
  const { numbers } = useFormat();
  const language = useTexts().language === "zh" ? "zh" : "en";
  return (run) => figuresIn(language, run, numbers.integer);
}
