import { useState } from "react";
import type { LedgerLine, Pipeline } from "@mystocks/api";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useNow } from "../../components/use-now.ts";
import { useText } from "../../i18n/text.tsx";
import { useWords } from "./use-words.ts";
import { accountOf, isMissing, sumOf } from "./verdict.ts";

export function LedgerPanel({ pipeline }: { pipeline: Pipeline }) {
  const words = useWords();
  const text = useText();
  const nowMs = useNow();
  const { times } = useFormat();
  const { ledger, window, watchedSince } = pipeline;
  const from = times.short(Date.parse(window.from), nowMs);
  const isWhole = window.from === watchedSince;
  const bySignal = [...Map.groupBy(ledger, ({ signal }) => signal)];
  return (
    <Panel title={words.ledger} note={isWhole ? words.watchedSince(from) : words.ledgerNote(from)}>
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="scroll" tabIndex={0} aria-label={`${words.ledger}: ${text.asTable}`}>
        <table className="ledger">
          <thead>
            <tr>
              <th scope="col">{words.where}</th>
              <th scope="col" className="n">
                {words.entered}
              </th>
              <th scope="col" className="n">
                {words.left}
              </th>
              <th scope="col" className="n wide">
                {words.repeated}
              </th>
              <th scope="col" className="n wide">
                {words.droppedColumn}
              </th>
              <th scope="col" className="n wide">
                {words.waitingChange}
              </th>
              <th scope="col" className="n">
                {words.unaccounted}
              </th>
            </tr>
          </thead>
          {bySignal.map(([signal, lines]) => (
            <SignalLines key={signal} signal={signal} lines={lines} />
          ))}
        </table>
      </section>
      <p className="quiet ledger-rule">{words.explains}</p>
    </Panel>
  );
}

/** One signal in one line; its hops below, when somebody asks or something is wrong. */
function SignalLines({ signal, lines }: { signal: LedgerLine["signal"]; lines: readonly LedgerLine[] }) {
  const words = useWords();
  const { numbers } = useFormat();
  const [chosen, setChosen] = useState<boolean>();
  const sum = sumOf(lines);
  const isOpen = chosen ?? (signal === "spans" || accountOf(lines).wrong > 0);
  return (
    <tbody>
      <tr className="ledger-group">
        <th scope="row">
          <button
            type="button"
            className="ledger-fold"
            aria-expanded={isOpen}
            aria-label={words.showLines(words.signal[signal])}
            onClick={() => setChosen(!isOpen)}
          >
            {words.signal[signal]}
          </button>
        </th>
        <td className="n">{shown(sum.in, numbers.integer)}</td>
        <td className="n">{shown(sum.out, numbers.integer)}</td>
        <td className="n wide">{numbers.integer(sum.repeated)}</td>
        <td className="n wide">{numbers.integer(sum.dropped)}</td>
        <td className="n wide">{numbers.integer(sum.heldChange)}</td>
        <td className="n">
          <Sum lines={lines} />
        </td>
      </tr>
      {isOpen && lines.map((line) => <Line key={`${line.from} ${line.to} ${line.unit}`} line={line} />)}
    </tbody>
  );
}

function Sum({ lines }: { lines: readonly LedgerLine[] }) {
  const words = useWords();
  const { numbers } = useFormat();
  const { missing, wrong, untold } = accountOf(lines);
  if (missing === null) return <State state="none">{words.notKnown}</State>;
  if (wrong > 0) return <State state="bad">{numbers.integer(missing)}</State>;
  return <State state={untold > 0 ? "none" : "ok"}>{untold > 0 ? words.notCertain(untold) : "0"}</State>;
}

function Line({ line }: { line: LedgerLine }) {
  const words = useWords();
  const { numbers } = useFormat();
  const { from, to, unit, dropped, repeated, heldChange } = line;
  const droppedCount = dropped.reduce((sum, { count }) => sum + count, 0);
  const isWay = from !== to;
  return (
    <tr className={isWay ? "ledger-line ledger-way" : "ledger-line"}>
      <th scope="row">
        {isWay ? `${words.hop[from]} → ${words.hop[to]}` : words.hop[from]}
        {unit === "records" && <span className="quiet"> {words.unit[unit]}</span>}
        {dropped.map(({ reason, count }) => (
          <span key={reason} className="place watch">
            {words.dropped(numbers.integer(count), words.dropReason[reason] ?? reason)}
          </span>
        ))}
      </th>
      <td className="n">{shown(line.in, numbers.integer)}</td>
      <td className="n">{shown(line.out, numbers.integer)}</td>
      <td className="n wide">{isWay ? "" : shown(repeated, numbers.integer)}</td>
      <td className="n wide">{isWay ? "" : numbers.integer(droppedCount)}</td>
      <td className="n wide">{shown(heldChange, numbers.integer)}</td>
      <td className="n">
        <Unaccounted line={line} />
      </td>
    </tr>
  );
}

function Unaccounted({ line }: { line: LedgerLine }) {
  const words = useWords();
  const { numbers } = useFormat();
  const { unaccounted, why, doubt } = line;
  if (unaccounted === null)
    return <State state="none">{why === null ? words.notKnown : words.why[why]}</State>;
  const amount = numbers.integer(Math.abs(unaccounted));
  const said = unaccounted === 0 ? "0" : unaccounted > 0 ? words.missing(amount) : words.surplus(amount);
  const mark = isMissing(line) ? (unaccounted > 0 ? "bad" : "warn") : "ok";
  return (
    <>
      <State state={mark}>{said}</State>
      {doubt > 0 && unaccounted !== 0 && (
        <span className="quiet ledger-doubt">{words.within(numbers.integer(doubt))}</span>
      )}
    </>
  );
}

const shown = (value: number | null, format: (value: number) => string): string =>
  value === null ? NOTHING : format(value);
