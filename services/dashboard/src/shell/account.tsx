import { useQuery, useQueryClient } from "@tanstack/react-query";
import { sessionQuery } from "../api/queries.ts";
import { signOut } from "../api/session.ts";
import { useText } from "../i18n/text.tsx";

/** Who is signed in, to which version. */
export function Account() {
  const text = useText();
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  if (session === undefined) return null;
  return (
    <div className="account">
      <span>
        {session.name} · {text.role(session.role)}
      </span>
      <button
        type="button"
        className="link"
        onClick={() => void signOut().then(() => queries.resetQueries())}
      >
        {text.signOut}
      </button>
      <span className="quiet">{text.version(session.version)}</span>
    </div>
  );
}
