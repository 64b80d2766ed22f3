import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTexts } from "../i18n/text.tsx";

/** Named in the language it leads to, so that those who need it can read it. */
export function LanguageSwitch() {
  const { language, choose } = useTexts();
  const { lang } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  const other = language === "zh" ? "en" : "zh";
  return (
    <button
      type="button"
      className="pill"
      lang={other === "zh" ? "zh-CN" : "en"}
      onClick={() => {
        choose(other);
        if (lang !== undefined) {
          void navigate({ to: ".", search: (before) => ({ ...before, lang: other }), replace: true });
        }
      }}
    >
      {other === "zh" ? "中文" : "English"}
    </button>
  );
}
