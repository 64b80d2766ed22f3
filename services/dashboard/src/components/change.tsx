import { compare } from "../format/number.ts";
import { useText } from "../i18n/text.tsx";

/** Growth beyond this is called out when more is worse. */
const WORSE = 1.5;

type Properties = { now: number | null; before: number | null; moreIsWorse?: boolean };

/** The window beside the one before it, in words. */
export function Change({ now, before, moreIsWorse = false }: Properties) {
  const text = useText();
  const change = now === null || before === null ? undefined : compare(now, before);
  if (change === undefined) return <>{text.nothingBefore}</>;
  const worse = moreIsWorse && now !== null && before !== null && now > before * WORSE;
  return (
    <>
      <span className={worse ? "worse" : "change"}>
        {worse && <span aria-hidden="true">▲ </span>}
        {change}
      </span>{" "}
      {text.onWindowBefore}
    </>
  );
}
