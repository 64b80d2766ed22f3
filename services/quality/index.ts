export { findContracts, readContract } from "./contracts/find-contracts.ts";
export { initContract, type InitParts } from "./contracts/init-contract.ts";
export { judgeDataset, type DatasetParts, type DatasetRun } from "./judge/judge-dataset.ts";
