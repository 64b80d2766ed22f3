import type { RulePreviewView } from "@mystocks/alerting";
import { State } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useAlertText } from "../alerts/alert-text.ts";
import { FiringStrip, StripAxis } from "./firing-strip.tsx";
import { useRuleWords } from "./words.ts";

type Rule = RulePreviewView["rules"][number];

const MOST_SHOWN = 5;

/** When each rule would have fired, what it would have said, and to whom. */
export function PreviewReport({ report }: { report: RulePreviewView }) {
  const words = useRuleWords();
  const { roundDuration } = useFormat();
  const window = { fromMs: Date.parse(report.from), toMs: Date.parse(report.to) };
  return (
    <section className="preview" aria-label={words.preview}>
      <h3>
        {words.preview}{" "}
        <small className="quiet">
          {words.judgedEach(
            roundDuration(window.toMs - window.fromMs),
            roundDuration(report.stepSeconds * 1000),
          )}
        </small>
      </h3>
      {report.rules.map((rule) => (
        <div key={`${rule.group} ${rule.line}`} className="preview-rule">
          <p className="preview-head">
            <b>{rule.rule}</b> <Outcome rule={rule} />
          </p>
          <FiringStrip rule={rule} window={window} />
          <Episodes rule={rule} />
          {rule.faults.map((fault) => (
            <p key={fault} className="rule-error">
              {fault}
            </p>
          ))}
        </div>
      ))}
      <StripAxis window={window} />
    </section>
  );
}

function Outcome({ rule }: { rule: Rule }) {
  const words = useRuleWords();
  const { numbers, duration } = useFormat();
  const { firings, firingSeconds, notifications, prometheusFirings, receivers, muted } = rule;
  if (firings === 0) return <State state="ok">{words.never}</State>;
  const facts = [
    words.inAll(duration(firingSeconds * 1000)),
    words.notifications(numbers.integer(notifications)),
    muted > 0 ? words.muted(numbers.integer(muted)) : undefined,
    prometheusFirings === firings ? undefined : words.prometheus(numbers.integer(prometheusFirings)),
    receivers.length === 0
      ? words.wakesNobody
      : words.wakes(receivers.map((one) => `${one.receiver} ${numbers.integer(one.firings)}×`).join(", ")),
  ];
  return (
    <>
      <State state="bad">{words.wouldFire(numbers.integer(firings))}</State>{" "}
      <span>{facts.filter(Boolean).join(" · ")}</span>
    </>
  );
}

/** The first of them in words, as the rule's templates render them. */
function Episodes({ rule: { rule, episodes, firings } }: { rule: Rule }) {
  const words = useRuleWords();
  const text = useAlertText();
  const { times, duration, numbers } = useFormat();
  if (episodes.length === 0) return null;
  const rest = firings - Math.min(episodes.length, MOST_SHOWN);
  return (
    <ul className="episodes" aria-label={rule}>
      {episodes.slice(0, MOST_SHOWN).map(({ annotations, labels, firedAt, endedAt }) => {
        const firedMs = Date.parse(firedAt);
        const summary = annotations["summary"] ?? annotations["description"] ?? labelText(labels);
        return (
          <li key={`${firedAt} ${labelText(labels)}`}>
            <time className="mono" dateTime={firedAt}>
              {times.dateTime(firedMs)}
            </time>
            <span className="quiet">
              {endedAt === null ? words.goesOn : duration(Date.parse(endedAt) - firedMs)}
            </span>
            <span>{text.summary({ annotations, summary })}</span>
          </li>
        );
      })}
      {rest > 0 && <li className="quiet">{words.andMore(numbers.integer(rest))}</li>}
    </ul>
  );
}

const labelText = (labels: Record<string, string>) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
