export { serviceJobs } from "./service-jobs/service-jobs.ts";
export { startQuality, type Quality, type QualityParts } from "./start-quality.ts";
