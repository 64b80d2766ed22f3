import { useEffect, useRef } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { formatRange, shift, windowOf, zoomOut } from "../url/range.ts";
import type { Range } from "../url/range.ts";
import { useRange, useSetRange } from "../url/use-range.ts";
import { COPY_LINK_ID } from "./copy-link.tsx";
import { HelpDialog, openHelp } from "./help.tsx";
import { readKey } from "./keys.ts";
import type { Pressed, ShortcutKeys } from "./keys.ts";
import { moveRow } from "./move-row.ts";
import { SEARCH_ID } from "./search-box.tsx";

export function Shortcuts() {
  const act = useActions();
  const pressed = useRef<Pressed>(undefined);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (isTyping(event)) return;
      const read = readKey(event.key, event.timeStamp, pressed.current);
      pressed.current = read.pressed;
      if (read.keys !== undefined && act(read.keys)) event.preventDefault();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [act]);
  return <HelpDialog />;
}

/** No key may fire while one writes, or while an input method composes. */
function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
    return true;
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, dialog, [role=menu], .code-editor") !== null
  );
}

type Act = () => unknown;

/** Runs a shortcut; returns whether the key was used. */
function useActions(): (keys: ShortcutKeys) => boolean {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const range = useRange();
  const setRange = useSetRange();
  const turn = (change: (nowMs: number) => Range) => {
    const next = change(Date.now());
    if (formatRange(next) !== formatRange(range)) setRange(next);
  };
  const acts: Partial<Record<ShortcutKeys, Act>> = {
    "?": openHelp,
    "/": () => document.querySelector<HTMLElement>(`#filter, #${SEARCH_ID}`)?.focus(),
    "g h": () => navigate({ to: "/" }),
    "g o": () => navigate({ to: "/operations" }),
    "g s": () => navigate({ to: "/operations/slow" }),
    "g r": () => navigate({ to: "/requests" }),
    "g v": () => navigate({ to: "/services" }),
    "g p": () => navigate({ to: "/pipeline" }),
    "g a": () => navigate({ to: "/alerts" }),
    "g l": () => navigate({ to: "/rules" }),
    "g i": () => navigate({ to: "/silences" }),
    j: () => moveRow(1),
    k: () => moveRow(-1),
    "t z": () => turn((nowMs) => zoomOut(range, nowMs)),
    "t ←": () => turn((nowMs) => shift(range, -1, nowMs)),
    "t →": () => turn((nowMs) => shift(range, 1, nowMs)),
    "t a": () => turn((nowMs) => ({ kind: "between", ...windowOf(range, nowMs) })),
    "d r": () => queries.invalidateQueries(),
    "p l": () => document.querySelector<HTMLElement>(`#${COPY_LINK_ID}`)?.click(),
    // Enter opens the focused row: it is a link, the browser does it.
  };
  return (keys) => {
    const act = acts[keys];
    if (act === undefined) return false;
    act();
    return true;
  };
}
