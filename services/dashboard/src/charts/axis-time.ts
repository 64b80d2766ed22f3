const DAY_SECONDS = 86_400;

type AxisTimes = {
  second: (ms: number) => string;
  minute: (ms: number) => string;
  day: (ms: number) => string;
};

/** As little of a time as a step of the axis needs. */
export function axisTime(
  times: AxisTimes,
  seconds: number,
  spanSeconds: number,
  stepSeconds: number,
): string {
  const ms = seconds * 1000;
  if (stepSeconds >= DAY_SECONDS) return times.day(ms);
  if (stepSeconds < 60) return times.second(ms);
  const clock = times.minute(ms);
  return spanSeconds > DAY_SECONDS && clock === "00:00" ? times.day(ms) : clock;
}
