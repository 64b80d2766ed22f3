import type { SilenceMatcher } from "@mystocks/alerting";
import { NO_MATCHER } from "./draft.ts";
import { OPERATORS, operatorOf, withOperator } from "./matchers.ts";
import type { Operator } from "./matchers.ts";
import { useSilenceWords } from "./words.ts";

type Properties = { matchers: SilenceMatcher[]; onChange: (matchers: SilenceMatcher[]) => void };

/** A row a label; whoever adds one starts with its name. */
export function MatcherFields({ matchers, onChange }: Properties) {
  const words = useSilenceWords();
  const put = (at: number, matcher: SilenceMatcher) =>
    onChange(matchers.map((one, index) => (index === at ? matcher : one)));
  return (
    <fieldset className="matcher-fields">
      <legend>{words.matchers}</legend>
      {matchers.map((matcher, at) => (
        // Rows have no other identity than their place.
        <div key={at} className="matcher-row">
          <input
            aria-label={words.label}
            placeholder={words.label}
            spellCheck={false}
            value={matcher.name}
            onChange={(event) => put(at, { ...matcher, name: event.currentTarget.value.trim() })}
          />
          <select
            aria-label={words.operator}
            value={operatorOf(matcher)}
            onChange={(event) => put(at, withOperator(matcher, event.currentTarget.value as Operator))}
          >
            {OPERATORS.map((operator) => (
              <option key={operator} value={operator}>
                {words.operators[operator]}
              </option>
            ))}
          </select>
          <input
            aria-label={words.value}
            placeholder={words.value}
            spellCheck={false}
            value={matcher.value}
            onChange={(event) => put(at, { ...matcher, value: event.currentTarget.value })}
          />
          <button
            type="button"
            className="button"
            aria-label={words.removeMatcher(matcher.name)}
            disabled={matchers.length === 1}
            onClick={() => onChange(matchers.filter((_, index) => index !== at))}
          >
            ×
          </button>
        </div>
      ))}
      <button type="button" className="link" onClick={() => onChange([...matchers, NO_MATCHER])}>
        {words.addMatcher}
      </button>
    </fieldset>
  );
}
