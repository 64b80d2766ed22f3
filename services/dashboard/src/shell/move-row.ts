/** Moves the focus to the next or previous row link of the page. */
export function moveRow(direction: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at === -1 ? (direction === 1 ? 0 : links.length - 1) : at + direction;
  const link = links[next];
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}
