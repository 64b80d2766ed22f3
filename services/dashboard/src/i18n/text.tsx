import { createContext, useContext } from "react";
import type { Dictionary } from "./dictionary.ts";
import type { Language } from "./language.ts";

export type Texts = { language: Language; text: Dictionary; choose: (language: Language) => void };

const TextContext = createContext<Texts | undefined>(undefined);
export const TextProvider = TextContext.Provider;

export function useTexts(): Texts {
  const texts = useContext(TextContext);
  if (texts === undefined) throw new Error("useTexts outside of TextProvider");
  return texts;
}

export function useText(): Dictionary {
  return useTexts().text;
}
