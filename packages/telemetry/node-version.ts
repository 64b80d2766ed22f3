const NEEDED = [22, 15] as const;

/** @returns what to tell the user when this Node.js can't run the telemetry; undefined when it can */
export function refusal(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return undefined;
  return [
    `@mystocks/telemetry needs Node.js ${NEEDED.join(".")} or newer; this is ${version}.`,
    "Way out: run the service with Node.js 24 (for instance `npx -y node@24 --import @mystocks/telemetry/register app.js`),",
    "or leave `--import @mystocks/telemetry/register` away to run it without telemetry.",
  ].join("\n");
}
