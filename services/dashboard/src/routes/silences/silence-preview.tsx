import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { SilenceMatcher } from "@mystocks/alerting";
import { ProblemNote } from "../../components/problem.tsx";
import { State } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useAlertText } from "../alerts/alert-text.ts";
import { toneOf } from "../alerts/alert-tone.ts";
import { MatcherList } from "./matcher-list.tsx";
import { silencePreviewQuery } from "./queries.ts";
import { useSilenceWords } from "./words.ts";

type Properties = { matchers: readonly SilenceMatcher[] };
const MOST_SHOWN = 6;

/** What the silence would do, before it does: in one sentence. */
export function SilencePreviewNote({ matchers }: Properties) {
  const words = useSilenceWords();
  const { numbers } = useFormat();
  const { data } = useQuery(silencePreviewQuery(matchers));
  return (
    <>
      <MatcherList matchers={matchers} />
      {data !== undefined &&
        words.wouldMute(numbers.integer(data.nowTotal), numbers.integer(data.lastSevenDays))}
    </>
  );
}

/** The same with the alerts themselves, and how much of the last 7 days it would have kept from people. */
export function SilencePreviewPanel({ matchers }: Properties) {
  const words = useSilenceWords();
  const text = useAlertText();
  const { numbers } = useFormat();
  const { data, error } = useQuery(silencePreviewQuery(matchers));
  if (error !== null) return <ProblemNote title={words.refused} error={error} />;
  if (data === undefined) return <p className="quiet">{words.previewWaits}</p>;
  if (data.mutesEverything) return <State state="bad">{words.mutesEverything}</State>;
  const rest = data.nowTotal - MOST_SHOWN;
  return (
    <>
      <h3>{words.now(numbers.integer(data.nowTotal))}</h3>
      <ul className="muted-now">
        {data.now.slice(0, MOST_SHOWN).map((alert) => (
          <li key={alert.id}>
            <State state={toneOf(alert)} />
            <Link to="/alerts/$id" params={{ id: alert.id }}>
              {text.summary(alert)}
            </Link>
          </li>
        ))}
        {rest > 0 && <li className="quiet">{words.andMore(numbers.integer(rest))}</li>}
      </ul>
      <h3>{words.week(numbers.integer(data.lastSevenDays))}</h3>
      <ul className="muted-week">
        {data.byRule.slice(0, MOST_SHOWN).map(({ rule, count }) => (
          <li key={rule}>
            <code>{rule}</code> <span className="n">{numbers.integer(count)}</span>
          </li>
        ))}
      </ul>
      <p className="quiet">{words.notTold(numbers.integer(data.notifications))}</p>
    </>
  );
}
