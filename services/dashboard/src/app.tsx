import { useEffect, useMemo, useState } from "react";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { isSignedOut, isWorthRetrying } from "./api/problem.ts";
import { sessionQuery } from "./api/queries.ts";
import type { Dictionary } from "./i18n/dictionary.ts";
import { loadDictionary } from "./i18n/language.ts";
import type { Language } from "./i18n/language.ts";
import { TextProvider } from "./i18n/text.tsx";
import { createAppRouter } from "./router.tsx";
import { writePreference } from "./shell/preference.ts";

export function App(first: { language: Language; text: Dictionary }) {
  const [queries] = useState(createQueries);
  const [router] = useState(createAppRouter);
  const [spoken, setSpoken] = useState(first);
  const texts = useMemo(
    () => ({
      ...spoken,
      choose(language: Language) {
        writePreference("language", language);
        void loadDictionary(language).then((text) => setSpoken({ language, text }));
      },
    }),
    [spoken],
  );
  useEffect(() => {
    document.documentElement.lang = spoken.language === "zh" ? "zh-CN" : "en";
  }, [spoken.language]);
  return (
    <TextProvider value={texts}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </TextProvider>
  );
}

function createQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // A session that ended elsewhere shows at whatever is asked next; the session query leads to the sign-in page.
      onError: (error, query) => {
        const isSession = query.queryKey[0] === sessionQuery.queryKey[0];
        if (isSignedOut(error) && !isSession) void queries.invalidateQueries(sessionQuery);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (count, error) => count < 2 && isWorthRetrying(error),
        networkMode: "always",
      },
    },
  });
  return queries;
}
