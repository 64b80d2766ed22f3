import type { ReactNode } from "react";

type Properties = { label: string; value: string; unit?: string; trend?: ReactNode; children?: ReactNode };

/** The number that answers a question, with its past beside it and its measure below. */
export function Figure({ label, value, unit, trend, children }: Properties) {
  return (
    <div className="panel figure">
      <div className="figure-label">{label}</div>
      <div className="figure-value">
        {value}
        {unit !== undefined && unit !== "" && <small>{unit}</small>}
      </div>
      {trend}
      {children !== undefined && <div className="figure-note">{children}</div>}
    </div>
  );
}
