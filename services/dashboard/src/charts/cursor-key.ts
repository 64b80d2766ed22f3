const PAGE = 10;

/** Where a key moves the cursor of a chart with `length` values; undefined when it does not. */
export function nextIndex(key: string, index: number | null, length: number): number | undefined {
  const last = length - 1;
  const at = index ?? last + 1;
  switch (key) {
    case "ArrowLeft":
      return at - 1;
    case "ArrowRight":
      return index === null ? 0 : at + 1;
    case "PageUp":
      return at - PAGE;
    case "PageDown":
      return at + PAGE;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
