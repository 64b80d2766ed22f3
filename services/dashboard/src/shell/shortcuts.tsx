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
    target instanceof HTMLElement && target.closest("input, textarea, select, dialog, [role=menu]") !== null
  );
}

/** Returns whether the key was used. */
function useActions(): (keys: ShortcutKeys) => boolean {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const range = useRange();
  const setRange = useSetRange();
  return (keys) => {
    const now = Date.now();
    switch (keys) {
      case "?":
        openHelp();
        return true;
      case "/":
        document.querySelector<HTMLElement>(`#filter, #${SEARCH_ID}`)?.focus();
        return true;
      case "g h":
        return go(navigate({ to: "/" }));
      case "g o":
        return go(navigate({ to: "/operations" }));
      case "g s":
        return go(navigate({ to: "/operations/slow" }));
      case "g r":
        return go(navigate({ to: "/requests" }));
      case "g v":
        return go(navigate({ to: "/services" }));
      case "j":
        return moveRow(1);
      case "k":
        return moveRow(-1);
      case "Enter":
        // The focused row is a link; the browser opens it.
        return false;
      case "t z":
        return change(range, zoomOut(range, now), setRange);
      case "t ←":
        return change(range, shift(range, -1, now), setRange);
      case "t →":
        return change(range, shift(range, 1, now), setRange);
      case "t a":
        return change(range, { kind: "between", ...windowOf(range, now) }, setRange);
      case "d r":
        void queries.invalidateQueries();
        return true;
      case "p l":
        document.querySelector<HTMLElement>(`#${COPY_LINK_ID}`)?.click();
        return true;
    }
  };
}

function go(navigation: Promise<void>): true {
  void navigation;
  return true;
}

function change(before: Range, after: Range, setRange: (range: Range) => void): true {
  if (formatRange(before) !== formatRange(after)) setRange(after);
  return true;
}
