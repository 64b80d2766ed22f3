import { ChoiceMenu } from "../components/choice-menu.tsx";
import { useFormat } from "../format/use-format.tsx";
import { useText } from "../i18n/text.tsx";
import { LAST_NAMES } from "../url/range.ts";
import type { LastName } from "../url/range.ts";
import { useRange, useSetRange } from "../url/use-range.ts";

export function RangePicker() {
  const text = useText();
  const range = useRange();
  const setRange = useSetRange();
  return (
    <ChoiceMenu
      name={text.timeRange}
      value={range.kind === "last" ? range.name : undefined}
      choices={LAST_NAMES.map((name) => ({ value: name, label: text.last(name) }))}
      onChoose={(name: LastName) => setRange({ kind: "last", name })}
    >
      {range.kind === "last" ? text.last(range.name) : <Between {...range} />}
    </ChoiceMenu>
  );
}

function Between({ fromMs, toMs }: { fromMs: number; toMs: number }) {
  const { times } = useFormat();
  return (
    <>
      {times.dateTime(fromMs)} – {times.short(toMs, fromMs)}
    </>
  );
}
