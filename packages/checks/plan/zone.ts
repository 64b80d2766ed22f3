const MS_PER_DAY = 86_400_000;

/** The wall clock of one time zone. */
export interface Zone {
  /** The local day of an instant, `YYYY-MM-DD`. */
  dayOf(instantMs: number): string;
  /** The instant of a local time; one that daylight saving skips is taken as if the clock had not moved. */
  instantOf(day: string, minuteOfDay: number): number;
}

export function createZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  // Swedish writes 2025-06-11 18:00:00.
  const wallMs = (instantMs: number) => Date.parse(`${format.format(instantMs).replace(" ", "T")}Z`);
  const offsetAt = (instantMs: number) => wallMs(instantMs) - Math.floor(instantMs / 1000) * 1000;
  return {
    dayOf: (instantMs) => format.format(instantMs).slice(0, 10),
    instantOf(day, minuteOfDay) {
      const wanted = Date.parse(`${day}T00:00:00Z`) + minuteOfDay * 60_000;
      // The first guess can lie on the other side of a change of the clock, the second cannot.
      return wanted - offsetAt(wanted - offsetAt(wanted));
    },
  };
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + MS_PER_DAY).toISOString().slice(0, 10);
}
