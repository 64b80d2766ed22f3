import { Link } from "@tanstack/react-router";
import { useText } from "../i18n/text.tsx";
import { Mark } from "./mark.tsx";

export function Navigation() {
  const text = useText();
  return (
    <nav className="navigation" aria-label={text.mainNavigation}>
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
      </ul>
    </nav>
  );
}

type Page = "/" | "/operations" | "/operations/slow" | "/requests" | "/services";

function Entry({ to, label }: { to: Page; label: string }) {
  return (
    <li>
      <Link to={to} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ className: "on" }}>
        {label}
      </Link>
    </li>
  );
}
