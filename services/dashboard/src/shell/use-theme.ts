import { useEffect, useState } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { oneOf } from "../url/search.ts";
import { readPreference, writePreference } from "./preference.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Charts are drawn on canvas and must be told when the colours change. */
export const THEME_EVENT = "mystocks-theme";

export function useTheme(): [Theme, (theme: Theme) => void] {
  const navigate = useNavigate();
  const { theme: asked } = useSearch({ from: "__root__" });
  const [chosen, setChosen] = useState<Theme>(() => oneOf(readPreference("theme"), THEMES) ?? "system");
  const theme = asked ?? chosen;
  useEffect(() => paint(theme), [theme]);
  return [
    theme,
    (next) => {
      writePreference("theme", next === "system" ? undefined : next);
      setChosen(next);
      if (asked !== undefined) {
        void navigate({ to: ".", search: (before) => ({ ...before, theme: undefined }), replace: true });
      }
    },
  ];
}

function paint(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  window.dispatchEvent(new Event(THEME_EVENT));
}
