import { useCallback } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { formatRange, parseRange } from "./range.ts";
import type { Range } from "./range.ts";

export function useRange(): Range {
  const { range } = useSearch({ from: "__root__" });
  return parseRange(range);
}

export function useSetRange(): (range: Range) => void {
  const navigate = useNavigate();
  return useCallback(
    (range) => void navigate({ to: ".", search: (before) => ({ ...before, range: formatRange(range) }) }),
    [navigate],
  );
}
