/** `type`: the arguments can't be used like this, whatever the data. `data`: others of these types could work. */
export class FunctionFault extends Error {
  readonly fault: "type" | "data";

  constructor(fault: "type" | "data", message: string) {
    super(message);
    this.fault = fault;
  }
}

export function fail(fault: "type" | "data", message: string): never {
  throw new FunctionFault(fault, message);
}
