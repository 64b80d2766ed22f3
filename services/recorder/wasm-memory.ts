import { setFlagsFromString } from "node:v8";

/**
 * Keeps WebAssembly at its first compiler. The optimising one takes 600 MiB for a moment, and 60 MiB for good, for
 * one function of libpg-query; a statement is fingerprinted once, so its speed does not matter (670 MiB → 75 MiB
 * resident after 2,000 statements). Before the module is loaded; the whole process is meant.
 */
export function keepWasmSmall(): void {
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
}
