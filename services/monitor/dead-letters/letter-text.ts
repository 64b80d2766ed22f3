import type { Letter, WholeLetter } from "./letter.ts";

const SHOWN_BYTES = 512;
const BYTES_A_LINE = 16;

/** A table, newest first. */
export function lettersText(letters: readonly Letter[]): string {
  if (letters.length === 0) return "There are no dead letters.";
  const rows = letters.map(({ id, putAsideAt, payloadBytes, truncated, replayedAt, reason }) => [
    id,
    putAsideAt.toISOString(),
    `${payloadBytes}${truncated ? "+" : ""}`,
    replayedAt === undefined ? "waits" : "replayed",
    reason,
  ]);
  const all = [["ID", "PUT ASIDE", "BYTES", "STATE", "REASON"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n");
}

/** What is known of a letter, and the beginning of its bytes. */
export function letterText(letter: WholeLetter): string {
  const { id, place, putAsideAt, reason, payloadBytes, truncated, replayedAt, payload } = letter;
  return [
    `id         ${id}`,
    `came from  ${place}`,
    `put aside  ${putAsideAt.toISOString()}`,
    `replayed   ${replayedAt?.toISOString() ?? "no"}`,
    `reason     ${reason}`,
    `bytes      ${payloadBytes}${truncated ? " and more: only the first 64 KiB are kept" : ""}`,
    "",
    ...hexLines(payload.subarray(0, SHOWN_BYTES)),
    ...(payload.length > SHOWN_BYTES
      ? [`… ${payload.length - SHOWN_BYTES} bytes more; --raw writes them all`]
      : []),
  ].join("\n");
}

function hexLines(bytes: Buffer): string[] {
  return Array.from({ length: Math.ceil(bytes.length / BYTES_A_LINE) }, (_, line) => {
    const part = bytes.subarray(line * BYTES_A_LINE, (line + 1) * BYTES_A_LINE);
    const hex = part.toString("hex").replaceAll(/(..)/g, "$1 ");
    // A terminal obeys control characters.
    const text = part.toString("latin1").replaceAll(/[^ -~]/g, ".");
    return `${(line * BYTES_A_LINE).toString(16).padStart(6, "0")}  ${hex.padEnd(BYTES_A_LINE * 3)} ${text}`;
  });
}
