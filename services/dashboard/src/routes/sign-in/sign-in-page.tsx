import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { signIn } from "../../api/session.ts";
import { ProblemNote } from "../../components/problem.tsx";
import { Prose } from "../../components/prose.tsx";
import { useText } from "../../i18n/text.tsx";
import { LanguageSwitch } from "../../shell/language-switch.tsx";
import { Mark } from "../../shell/mark.tsx";

/** For someone without a cookie: the token is exchanged for one and kept nowhere. */
export function SignInPage() {
  const text = useText();
  const queries = useQueryClient();
  const [token, setToken] = useState("");
  const entry = useMutation({ mutationFn: signIn, onSuccess: () => queries.resetQueries() });
  return (
    <main className="sign-in">
      <form
        className="panel"
        onSubmit={(event) => {
          event.preventDefault();
          entry.mutate(token.trim());
        }}
      >
        <h1>
          <Mark /> MyStocks Monitor
        </h1>
        <p>{text.signInWhy}</p>
        <label htmlFor="token">{text.token}</label>
        <input
          id="token"
          type="password"
          autoComplete="current-password"
          required
          spellCheck={false}
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        {entry.error !== null && <ProblemNote title={text.notSignedIn} error={entry.error} />}
        <div className="sign-in-buttons">
          <button className="button primary" type="submit" disabled={entry.isPending}>
            {text.signIn}
          </button>
          <LanguageSwitch />
        </div>
        <p className="quiet">
          <Prose>{text.signInHow}</Prose>
        </p>
      </form>
    </main>
  );
}
