import { useEffect, useRef } from "react";

/** Keys of a page that is about one alert, wherever the focus is but where one writes; the handler says whether it took the key. */
export function useAlertKeys(onKey: (key: string) => boolean): void {
  const handler = useRef(onKey);
  useEffect(() => {
    handler.current = onKey;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const isMeant = !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isMeant || event.defaultPrevented || isWriting(event.target)) return;
      // The second letter of `g a` is not meant for the alert.
      const isSecond = event.timeStamp - pairStarted < PAIR_MS;
      pairStarted = PAIRS.has(event.key) && !isSecond ? event.timeStamp : -PAIR_MS;
      if (!isSecond && handler.current(event.key)) event.preventDefault();
    }
    let pairStarted = -PAIR_MS;
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

const PAIR_MS = 1_200;
/** They begin a shortcut of two letters. */
const PAIRS = new Set(["g", "t", "d", "p"]);

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, dialog, [role=menu], .code-editor") !== null
  );
}
