import type { Pipeline, PipelineHop } from "@mystocks/api";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useReason } from "./use-reason.ts";
import { useWords } from "./use-words.ts";
import { STATE_MARKS } from "./verdict.ts";

type Flow = PipelineHop["flows"][number];

export function HopsPanel({ pipeline }: { pipeline: Pipeline }) {
  const words = useWords();
  const { times } = useFormat();
  const { hops, readAt } = pipeline;
  return (
    <Panel title={words.way} note={words.readAt(times.second(Date.parse(readAt)))}>
      <ol className={hops.length > 6 ? "hops many" : "hops"}>
        {hops.map((hop) => (
          <Hop key={hop.hop} hop={hop} />
        ))}
      </ol>
    </Panel>
  );
}

function Hop({ hop }: { hop: PipelineHop }) {
  const words = useWords();
  const reason = useReason();
  const mark = STATE_MARKS[hop.state];
  return (
    <li className={`hop ${mark}`}>
      <h3>{words.hop[hop.hop]}</h3>
      <p className="quiet hop-what">{words.what[hop.hop]}</p>
      <State state={mark}>{words.state[hop.state]}</State>
      <p className="hop-reason">{reason(hop.reason)}</p>
      <Rates flows={hop.flows} />
      <Backlog flows={hop.flows} />
      {hop.untold.length > 0 && <p className="hop-note">{words.doesNotTell(hop.untold.join(", "))}</p>}
    </li>
  );
}

/** Items where the hop knows them, else what they come in. */
function Rates({ flows }: { flows: readonly Flow[] }) {
  const words = useWords();
  const { numbers } = useFormat();
  const items = flows.filter(({ unit }) => unit === "items");
  const shown = items.length > 0 ? items : flows;
  return (
    <dl className="hop-rates">
      {shown.map(({ signal, unit, inPerSecond, outPerSecond }) => {
        const rate = outPerSecond ?? inPerSecond;
        return (
          <div key={signal}>
            <dt>
              {words.signal[signal]}{" "}
              {words.unit[unit] !== "" && signal !== "pulses" && <small>{words.unit[unit]}</small>}
            </dt>
            <dd>{rate === null ? NOTHING : `${numbers.rate(rate)}/s`}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** What waits, what was sent back and what was dropped: nothing when there is none of it. */
function Backlog({ flows }: { flows: readonly Flow[] }) {
  const words = useWords();
  const { numbers, duration } = useFormat();
  const lines = flows.flatMap((flow) => {
    const { signal, unit, held, queue, oldestSeconds, refusedPerSecond, dropped } = flow;
    const waits = queue?.length ?? held ?? 0;
    const name = words.signal[signal];
    const isBatches = unit === "items" && held === null;
    const said: { key: string; tone: string; words: string }[] = [];
    if (waits > 0) {
      const parts = [
        `${name}: ${(isBatches ? words.batchesWait : words.waits)(numbers.integer(waits))}`,
        ...(queue?.capacity ? [words.ofCapacity(numbers.integer(queue.capacity))] : []),
        ...(oldestSeconds === null || oldestSeconds < 1
          ? []
          : [words.oldest(duration(oldestSeconds * 1000))]),
      ];
      said.push({ key: `${signal} ${unit} waits`, tone: "", words: parts.join(" · ") });
    }
    if (refusedPerSecond !== null && refusedPerSecond > 0)
      said.push({
        key: `${signal} ${unit} back`,
        tone: "watch",
        words: `${name}: ${words.refused(numbers.rate(refusedPerSecond))}`,
      });
    for (const { reason, count } of dropped)
      said.push({
        key: `${signal} ${unit} ${reason}`,
        tone: "worse",
        words: `${name}: ${words.dropped(numbers.integer(count), words.dropReason[reason] ?? reason)}`,
      });
    return said;
  });
  if (lines.length === 0) return null;
  return (
    <ul className="hop-notes">
      {lines.map((line) => (
        <li key={line.key} className={line.tone}>
          {line.words}
        </li>
      ))}
    </ul>
  );
}
