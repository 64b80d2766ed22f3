export type CalendarErrorCode =
  "CALENDAR_UNKNOWN" | "CALENDAR_DATA_INVALID" | "CALENDAR_DATA_OLD" | "CALENDAR_DAY_INVALID";

export interface CalendarErrorDetails {
  /** The way out, as an instruction. */
  remedy?: string;
  /** What may stand where the wrong value stood. */
  allowed?: readonly string[];
}

export class CalendarError extends Error {
  override name = "CalendarError";
  readonly code: CalendarErrorCode;
  readonly remedy: string | undefined;
  readonly allowed: readonly string[] | undefined;

  constructor(code: CalendarErrorCode, message: string, { remedy, allowed }: CalendarErrorDetails = {}) {
    super(message);
    this.code = code;
    this.remedy = remedy;
    this.allowed = allowed;
  }
}
