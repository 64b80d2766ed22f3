import { Link, useLocation } from "@tanstack/react-router";
import { useText } from "../i18n/text.tsx";
import { Account } from "./account.tsx";
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
        </ul>
        <Account />
      </div>
    </nav>
  );
}

type Page = "/" | "/operations" | "/operations/slow" | "/requests" | "/services" | "/pipeline";

function Entry({ to, label }: { to: Page; label: string }) {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const isHere = path === to || (to === "/operations" && /^\/operations\/\d+$/.test(path));
  return (
    <li>
      <Link to={to} className={isHere ? "on" : ""} {...(isHere ? { "aria-current": "page" } : {})}>
        {label}
      </Link>
    </li>
  );
}
