import type { Pipeline } from "@mystocks/api";
import { Sparkline } from "../../charts/sparkline.tsx";
import { Figure } from "../../components/figure.tsx";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useWords } from "./use-words.ts";
import { accountOf, waitingIn } from "./verdict.ts";

export function PipelineFigures({ pipeline }: { pipeline: Pipeline }) {
  return (
    <div className="figures">
      <Unaccounted ledger={pipeline.ledger} />
      <Freshness freshness={pipeline.freshness} />
      <Stored hops={pipeline.hops} />
      <Waiting hops={pipeline.hops} />
    </div>
  );
}

function Unaccounted({ ledger }: Pick<Pipeline, "ledger">) {
  const words = useWords();
  const { numbers } = useFormat();
  const { missing, wrong, untold } = accountOf(ledger);
  const notes = [
    missing === null ? words.accountNotYet : wrong === 0 ? words.allAccounted : words.missingIn(wrong),
    ...(untold > 0 && missing !== null ? [words.notCertain(untold)] : []),
  ];
  return (
    <div className={wrong > 0 ? "alarmed" : "calm"}>
      <Figure label={words.unaccounted} value={missing === null ? NOTHING : numbers.integer(missing)}>
        {notes.join(" · ")}
      </Figure>
    </div>
  );
}

function Freshness({ freshness }: Pick<Pipeline, "freshness">) {
  const words = useWords();
  const { measure, duration, roundDuration } = useFormat();
  const { ageMs, p99Ms, targetMs, quiet, points } = freshness;
  const { value, unit } = measure(ageMs);
  const isLate = !quiet && ageMs !== null && ageMs > targetMs;
  const note = p99Ms === null ? words.freshnessNote(roundDuration(targetMs)) : words.worst(duration(p99Ms));
  return (
    <div className={isLate ? "alarmed" : "calm"}>
      <Figure
        label={words.freshness}
        value={value}
        unit={unit}
        trend={<Sparkline values={points.map((point) => point.ageMs)} colour={isLate ? "--bad" : "--c1"} />}
      >
        {ageMs === null ? words.nothingStored : quiet ? words.quiet : note}
      </Figure>
    </div>
  );
}

function Stored({ hops }: Pick<Pipeline, "hops">) {
  const words = useWords();
  const { numbers } = useFormat();
  const flows = hops.find(({ hop }) => hop === "store")?.flows ?? [];
  const rate = (signal: string) => {
    const perSecond = flows.find((flow) => flow.signal === signal)?.inPerSecond ?? null;
    return perSecond === null ? NOTHING : numbers.rate(perSecond);
  };
  return (
    <div className="calm">
      <Figure label={words.stored} value={rate("spans")} unit={words.perSecond}>
        {words.storedNote(rate("samples"), rate("logs"))}
      </Figure>
    </div>
  );
}

function Waiting({ hops }: Pick<Pipeline, "hops">) {
  const words = useWords();
  const { numbers } = useFormat();
  const { count, most } = waitingIn(hops);
  return (
    <div className="calm">
      <Figure label={words.waiting} value={numbers.integer(count)}>
        {most === undefined ? words.waitingNowhere : words.waitingIn(words.hop[most])}
      </Figure>
    </div>
  );
}
