const ROOM = 1.08;
const EDGE = 1;

/** SVG paths of a series from zero to its maximum; a missing value breaks the line. */
export function sparkPath(
  values: readonly (number | null)[],
  width: number,
  height: number,
): { line: string; area: string } {
  const max = Math.max(0, ...values.map((value) => value ?? 0)) * ROOM || 1;
  const x = (index: number) => round((index * width) / Math.max(1, values.length - 1));
  const y = (value: number) => round(height - EDGE - (value / max) * (height - EDGE));
  const runs = runsOf(values);
  const line = runs.map((run) => drawRun(run, x, y)).join("");
  const area = runs
    .map(
      (run) =>
        `${drawRun(run, x, y)}L${x(run.start + run.values.length - 1)} ${height}L${x(run.start)} ${height}Z`,
    )
    .join("");
  return { line, area };
}

type Run = { start: number; values: number[] };

function runsOf(values: readonly (number | null)[]): Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  values.forEach((value, index) => {
    if (value === null) {
      open = undefined;
      return;
    }
    if (open === undefined) runs.push((open = { start: index, values: [] }));
    open.values.push(value);
  });
  return runs;
}

function drawRun(run: Run, x: (index: number) => number, y: (value: number) => number): string {
  const drawn = run.values.map(
    (value, index) => `${index === 0 ? "M" : "L"}${x(run.start + index)} ${y(value)}`,
  );
  // A lone value would be invisible: a line needs two ends.
  return run.values.length === 1 ? `${drawn.join("")}h1` : drawn.join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
