export { initContract } from "./contracts/init-contract.ts";
export { readContract } from "./contracts/read-contract.ts";
export { judgeDataset } from "./judge/judge-dataset.ts";
