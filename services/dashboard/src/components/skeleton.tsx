import { useText } from "../i18n/text.tsx";

export function Skeleton({ rows, height }: { rows?: number; height?: number }) {
  const text = useText();
  return (
    <output className="skeleton" aria-label={text.loading}>
      {height === undefined
        ? Array.from({ length: rows ?? 1 }, (_, row) => <span key={row} />)
        : [<span key="block" style={{ blockSize: height }} />]}
    </output>
  );
}
