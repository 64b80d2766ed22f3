import { useEffect } from "react";
import type { ReactNode } from "react";

/** The page's heading, and the same in the browser's tab. */
export function Title({ name, children }: { name: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${name} · MyStocks Monitor`;
  }, [name]);
  return (
    <div className="title">
      <h1>{name}</h1>
      {children !== undefined && <span>{children}</span>}
    </div>
  );
}
