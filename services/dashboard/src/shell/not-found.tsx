import { Link } from "@tanstack/react-router";
import { useText } from "../i18n/text.tsx";

export function NotFound() {
  const text = useText();
  return (
    <div className="empty">
      <h1>{text.notFound}</h1>
      <p>
        <Link to="/">{text.toOverview}</Link>
      </p>
    </div>
  );
}
