import type { Overview } from "@mystocks/api";
import { ConnectCommand } from "../../components/connect-command.tsx";
import { useTexts } from "../../i18n/text.tsx";

export function SampleNotice({ sample }: { sample: NonNullable<Overview["sample"]> }) {
  const { language } = useTexts();
  return (
    <aside className="notice">
      <p>{language === "zh" ? sample.descriptionZh : sample.description}</p>
      <ConnectCommand />
    </aside>
  );
}
