const CONTEXT = 3;
/** Beyond this the longest common sequence costs too much: what differs is then told as one block. */
const MOST_CELLS = 4_000_000;

type Edit = { sign: " " | "-" | "+"; line: string };

/** Lines that went and came, with three around each; "" for equal texts. */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return "";
  const edits = editsOf(linesOf(before), linesOf(after));
  const shown = edits.map((_, at) =>
    edits.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== " "),
  );
  const out: string[] = [];
  let [oldLine, newLine] = [1, 1];
  edits.forEach(({ sign, line }, at) => {
    if (shown[at] === true) {
      if (shown[at - 1] !== true) out.push(`@@ -${oldLine} +${newLine} @@`);
      out.push(`${sign}${line}`);
    }
    if (sign !== "+") oldLine += 1;
    if (sign !== "-") newLine += 1;
  });
  return `${out.join("\n")}\n`;
}

const linesOf = (text: string) => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

function editsOf(before: readonly string[], after: readonly string[]): Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const rest = Math.min(before.length, after.length) - head;
  while (tail < rest && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]): Edit[] => lines.map((line) => ({ sign: " ", line }));
  return [
    ...same(before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

function middle(before: readonly string[], after: readonly string[]): Edit[] {
  const width = after.length + 1;
  if (before.length * after.length > MOST_CELLS)
    return [
      ...before.map((line): Edit => ({ sign: "-", line })),
      ...after.map((line): Edit => ({ sign: "+", line })),
    ];
  const longest = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      longest[i * width + j] =
        before[i] === after[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      edits.push({ sign: " ", line: before[i]! });
      i += 1;
      j += 1;
    } else if (
      j >= after.length ||
      (i < before.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)
    )
      edits.push({ sign: "-", line: before[i++]! });
    else edits.push({ sign: "+", line: after[j++]! });
  }
  return edits;
}
