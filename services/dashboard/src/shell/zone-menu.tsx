import { ChoiceMenu } from "../components/choice-menu.tsx";
import { useNow } from "../components/use-now.ts";
import { offsetOf, zoneName } from "../format/time.ts";
import { useText } from "../i18n/text.tsx";
import { ZONES } from "../url/pages.ts";
import { useSetZone, useZone } from "./use-zone.ts";

/** One switch for every time on the page, with its offset in sight. */
export function ZoneMenu() {
  const text = useText();
  const nowMs = useNow();
  const zone = useZone();
  const setZone = useSetZone();
  const names = { exchange: text.zoneExchange, browser: text.zoneBrowser, utc: "UTC" };
  const offset = (name: typeof zone) => offsetOf(nowMs, zoneName(name));
  return (
    <ChoiceMenu
      name={text.timeZone}
      value={zone}
      choices={ZONES.map((value) => ({
        value,
        label: names[value],
        note: `${zoneName(value)} ${offset(value)}`,
      }))}
      onChoose={setZone}
    >
      <span className={zone === "utc" ? "" : "wide"}>{names[zone]}</span> {zone === "utc" ? "" : offset(zone)}
    </ChoiceMenu>
  );
}
