import { useNavigate, useSearch } from "@tanstack/react-router";
import { ZONES } from "../url/pages.ts";
import type { Zone } from "../url/pages.ts";
import { oneOf } from "../url/search.ts";
import { readPreference, writePreference } from "./preference.ts";

/** The address overrules what was chosen before; without either, the exchange's own time. */
export function useZone(): Zone {
  const { tz } = useSearch({ from: "__root__" });
  return tz ?? oneOf(readPreference("zone"), ZONES) ?? "exchange";
}

export function useSetZone(): (zone: Zone) => void {
  const navigate = useNavigate();
  return (zone) => {
    writePreference("zone", zone);
    void navigate({ to: ".", search: (before) => ({ ...before, tz: zone }), replace: true });
  };
}
