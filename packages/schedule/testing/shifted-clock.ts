// Loaded before anything else: the clock of this process is off by CLOCK_SHIFT_MS.
const Real = Date;
const shiftMs = Number(process.env.CLOCK_SHIFT_MS);

class ShiftedDate extends Real {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(Real.now() + shiftMs);
    else super(...(given as [number]));
  }

  static override now(): number {
    return Real.now() + shiftMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
