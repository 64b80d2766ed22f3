import { createContextKey } from "@opentelemetry/api";

/** Holds the name of the operation that encloses the running code. */
export const OPERATION_KEY = createContextKey("mystocks.operation");
