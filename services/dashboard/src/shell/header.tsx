import { CopyLink } from "./copy-link.tsx";
import { HelpButton } from "./help.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { LivePill } from "./live-pill.tsx";
import { RangePicker } from "./range-picker.tsx";
import { SearchBox } from "./search-box.tsx";
import { ThemeMenu } from "./theme-menu.tsx";
import { ZoneMenu } from "./zone-menu.tsx";

export function Header() {
  return (
    <header className="header">
      <SearchBox />
      <span className="space" />
      <RangePicker />
      <ZoneMenu />
      <LivePill />
      <CopyLink />
      <LanguageSwitch />
      <ThemeMenu />
      <HelpButton />
    </header>
  );
}
