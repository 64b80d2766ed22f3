/** Refused as Prometheus refuses it: `bad_data` with status 400. */
export class BadData extends Error {
  override name = "BadData";
}

/** Unix seconds with a fraction, or RFC 3339; in milliseconds. */
export function timeParameter(name: string, text: string): number {
  const asNumber = number(text);
  const timeMs = asNumber === undefined ? Date.parse(text) : Math.round(asNumber * 1000);
  const isTime = asNumber !== undefined || /^\d{4}-\d\d-\d\d[Tt]/.test(text);
  if (isTime && Number.isSafeInteger(timeMs) && Math.abs(timeMs) < 8.64e15) return timeMs;
  throw new BadData(`invalid parameter "${name}": cannot parse ${JSON.stringify(text)} to a valid timestamp`);
}

const UNITS_MS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** Seconds, or a duration such as 1m30s; in milliseconds, more than 0. */
export function stepParameter(name: string, text: string): number {
  const asNumber = number(text);
  const stepMs = asNumber === undefined ? wordyDuration(text) : Math.round(asNumber * 1000);
  if (stepMs === undefined || !Number.isSafeInteger(stepMs))
    throw new BadData(
      `invalid parameter "${name}": cannot parse ${JSON.stringify(text)} to a valid duration`,
    );
  if (stepMs > 0) return stepMs;
  throw new BadData(
    `invalid parameter "${name}": zero or negative query resolution step widths are not accepted. Try a positive integer`,
  );
}

function number(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function wordyDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS_MS[unit!]!, 0);
}
