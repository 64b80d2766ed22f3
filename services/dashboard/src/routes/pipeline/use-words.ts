import { useTexts } from "../../i18n/text.tsx";
import { pipelineWords } from "./words.ts";
import type { PipelineWords } from "./words.ts";

export function useWords(): PipelineWords {
  return pipelineWords(useTexts().language);
}
