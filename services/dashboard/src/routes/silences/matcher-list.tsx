import type { SilenceMatcher } from "@mystocks/alerting";
import { matcherText } from "./matchers.ts";

export function MatcherList({ matchers }: { matchers: readonly SilenceMatcher[] }) {
  return (
    <ul className="labels">
      {matchers.map((matcher) => (
        <li key={matcherText(matcher)}>
          <code>{matcherText(matcher)}</code>
        </li>
      ))}
    </ul>
  );
}
