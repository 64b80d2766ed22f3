// npm run soak NAME [-- --short]: runs one scenario at its full size; its result is the last line, as JSON.
import { SCENARIOS } from "./scenarios/index.ts";

const USAGE_EXIT = 2;
const [name = "", ...flags] = process.argv.slice(2);
const scenario = SCENARIOS[name];
const unknown = flags.find((flag) => flag !== "--short");

if (scenario === undefined || unknown !== undefined) {
  const names = Object.entries(SCENARIOS).map(([known, { what }]) => `  ${known.padEnd(22)}${what}`);
  console.error(`usage: npm run soak NAME [-- --short]\n${names.join("\n")}`);
  process.exitCode = USAGE_EXIT;
} else {
  const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);
  const { figures, broken } = flags.length > 0 ? await scenario.short(say) : await scenario.long(say);
  for (const [figure, value] of Object.entries(figures))
    say(`${figure.padEnd(28)}${Number(value.toFixed(2))}`);
  for (const promise of broken) say(`BROKEN: ${promise}`);
  console.log(JSON.stringify({ soak: name, figures, broken, met: broken.length === 0 }));
  process.exitCode = broken.length === 0 ? 0 : 1;
}
