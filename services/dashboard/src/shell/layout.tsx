import { Suspense, lazy, useMemo } from "react";
import { Outlet } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { isSignedOut } from "../api/problem.ts";
import { sessionQuery } from "../api/queries.ts";
import { createFormat } from "../format/format.ts";
import { zoneName } from "../format/time.ts";
import { FormatProvider } from "../format/use-format.tsx";
import { useTexts } from "../i18n/text.tsx";
import { LiveProvider } from "../live/live.tsx";
import { Header } from "./header.tsx";
import { Navigation } from "./navigation.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { useZone } from "./use-zone.ts";

const SignInPage = lazy(async () => ({
  default: (await import("../routes/sign-in/sign-in-page.tsx")).SignInPage,
}));

export function Layout() {
  const { language, text } = useTexts();
  const zone = useZone();
  const format = useMemo(() => createFormat(language, zoneName(zone)), [language, zone]);
  const session = useQuery(sessionQuery);
  if (isSignedOut(session.error)) {
    return (
      <Suspense>
        <SignInPage />
      </Suspense>
    );
  }
  return (
    <FormatProvider value={format}>
      <LiveProvider>
        <a className="skip" href="#main">
          {text.skipToContent}
        </a>
        <div className="app">
          <Navigation />
          <div className="column">
            <Header />
            <main id="main" tabIndex={-1}>
              <Outlet />
            </main>
          </div>
        </div>
        <Shortcuts />
      </LiveProvider>
    </FormatProvider>
  );
}
