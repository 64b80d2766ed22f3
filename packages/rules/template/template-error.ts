/**
 * `syntax`: it can never be parsed. `type`: a value is used as what it is not, whatever the data. `data`: with other
 * data it could work.
 */
export type TemplateFault = "syntax" | "type" | "data";

export class TemplateError extends Error {
  override name = "TemplateError";
  readonly fault: TemplateFault;
  /** Offset in the template's text. */
  readonly at: number;

  constructor(fault: TemplateFault, message: string, at: number) {
    super(message);
    this.fault = fault;
    this.at = at;
  }
}
