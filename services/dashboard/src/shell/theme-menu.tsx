import { ChoiceMenu } from "../components/choice-menu.tsx";
import { useText } from "../i18n/text.tsx";
import { THEMES, useTheme } from "./use-theme.ts";

export function ThemeMenu() {
  const text = useText();
  const [theme, setTheme] = useTheme();
  const names = { system: text.themeSystem, light: text.themeLight, dark: text.themeDark };
  return (
    <ChoiceMenu
      name={text.theme}
      value={theme}
      choices={THEMES.map((value) => ({ value, label: names[value] }))}
      onChoose={setTheme}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5Z" fill="currentColor" />
      </svg>
      <span className="hidden">{names[theme]}</span>
    </ChoiceMenu>
  );
}
