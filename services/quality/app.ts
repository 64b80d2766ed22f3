export { startQuality, type Quality, type QualityParts } from "./start-quality.ts";
