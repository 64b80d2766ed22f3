import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

type Properties = { execution: { traceId: string; spanId: string }; children: ReactNode; row?: boolean };

/** To the trace, with this execution's span open. */
export function ExecutionLink({ execution, children, row = false }: Properties) {
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId: execution.traceId }}
      search={{ span: execution.spanId }}
      {...(row ? { "data-row": "" } : {})}
    >
      {children}
    </Link>
  );
}
