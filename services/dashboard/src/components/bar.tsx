/** A share from 0 to 1. Decoration: the number stands beside it. */
export function Bar({ share, tone }: { share: number; tone?: "ok" | "warn" | "bad" }) {
  return (
    <span className={`bar ${tone ?? ""}`} aria-hidden="true">
      <span style={{ inlineSize: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  );
}
