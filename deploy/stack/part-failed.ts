/** A part did not come up; the message has the end of its log. */
export class PartFailed extends Error {
  override name = "PartFailed";

  constructor(part: string, problem: string, { logFile, logEnd }: { logFile: string; logEnd: string }) {
    super(`${part}: ${problem}. Its log (${logFile}) ends:\n${logEnd}`);
  }
}
