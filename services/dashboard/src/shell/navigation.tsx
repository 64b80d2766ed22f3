import { Link, useLocation } from "@tanstack/react-router";
import { useText } from "../i18n/text.tsx";
import type { ReactNode } from "react";
import { Account } from "./account.tsx";
import { FiringCount } from "./firing-count.tsx";
import { Mark } from "./mark.tsx";

export function Navigation() {
  const text = useText();
  return (
    <nav className="navigation" aria-label={text.mainNavigation}>
      <div className="navigation-inner">
        <Link to="/" className="brand">
          <Mark />
          MyStocks Monitor
        </Link>
        <ul>
          <Entry to="/" label={text.overview} />
          <Entry to="/operations" label={text.operations} />
          <Entry to="/operations/slow" label={text.slowAndFailed} />
          <Entry to="/requests" label={text.requests} />
          <Entry to="/services" label={text.services} />
          <Entry to="/pipeline" label={text.pipeline} />
          <Entry to="/datasets" label={text.datasets} />
          <Entry to="/jobs" label={text.jobs} />
          <Entry to="/alerts" label={text.alerts}>
            <FiringCount />
          </Entry>
          <Entry to="/rules" label={text.rules} />
          <Entry to="/silences" label={text.silences} />
        </ul>
        <Account />
      </div>
    </nav>
  );
}

type Page =
  | "/"
  | "/operations"
  | "/operations/slow"
  | "/requests"
  | "/services"
  | "/pipeline"
  | "/datasets"
  | "/jobs"
  | "/alerts"
  | "/rules"
  | "/silences";

/** Pages that belong to an entry without being one. */
const BELOW: Partial<Record<Page, RegExp>> = {
  "/operations": /^\/operations\/\d+$/,
  "/alerts": /^\/alerts\/\d+$/,
  "/datasets": /^\/datasets\/./,
  "/jobs": /^\/jobs\/./,
};

function Entry({ to, label, children }: { to: Page; label: string; children?: ReactNode }) {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const isHere = path === to || BELOW[to]?.test(path) === true;
  return (
    <li>
      <Link to={to} className={isHere ? "on" : ""} {...(isHere ? { "aria-current": "page" } : {})}>
        {label}
        {children}
      </Link>
    </li>
  );
}
