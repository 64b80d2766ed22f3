import { useMemo } from "react";
import type { Alert } from "@mystocks/alerting";
import { useTexts } from "../../i18n/text.tsx";

type Told = Pick<Alert, "annotations" | "summary">;

interface AlertText {
  summary: (alert: Told) => string;
  description: (alert: Told) => string | undefined;
}

/** What an alert says of itself in the language of the page: rules carry the Chinese in annotations that end with _zh. */
export function useAlertText(): AlertText {
  const { language } = useTexts();
  return useMemo(() => {
    const isChinese = language === "zh";
    return {
      summary: ({ annotations, summary }) => (isChinese ? annotations["summary_zh"] : undefined) ?? summary,
      description: ({ annotations }) =>
        (isChinese ? annotations["description_zh"] : undefined) ?? annotations["description"],
    };
  }, [language]);
}

/** Where it is: service, operation or dataset, check; only what its labels tell. */
export function alertPlace({ labels }: Pick<Alert, "labels">): string[] {
  return [labels["service"], labels["operation"] ?? labels["dataset"], labels["check"]].filter(
    (part) => part !== undefined && part !== "",
  ) as string[];
}
