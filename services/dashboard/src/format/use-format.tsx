import { createContext, useContext } from "react";
import type { Format } from "./format.ts";

const FormatContext = createContext<Format | undefined>(undefined);
export const FormatProvider = FormatContext.Provider;

export function useFormat(): Format {
  const format = useContext(FormatContext);
  if (format === undefined) throw new Error("useFormat outside of FormatProvider");
  return format;
}
