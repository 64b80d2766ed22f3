interface FaultPlace {
  /** From 1; left out where the fault has no place in the expression. */
  line?: number;
  column?: number;
  message: string;
}

/** Reads the place that stands before a fault of an expression, as Prometheus writes it: "1:13: …". */
export function faultPlace(fault: string): FaultPlace {
  const found = /^(\d+):(\d+): ([\s\S]*)$/.exec(fault);
  if (found === null) return { message: fault };
  return { line: Number(found[1]), column: Number(found[2]), message: found[3]! };
}
