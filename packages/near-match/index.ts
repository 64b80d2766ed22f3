export { nearMatch } from "./near-match.ts";
export { suggestion } from "./suggestion.ts";
