import type { ErrorComponentProps } from "@tanstack/react-router";
import { useText } from "../i18n/text.tsx";

/** For what should not happen: a defect, or code that a newer release has taken away. */
export function Failure({ error }: ErrorComponentProps) {
  const text = useText();
  return (
    <div className="empty" role="alert">
      <h1>{text.failure}</h1>
      <p className="quiet">{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        {text.reload}
      </button>
    </div>
  );
}
