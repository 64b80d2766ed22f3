export { initContract } from "./contracts/init-contract.ts";
export { judgeDataset } from "./judge/judge-dataset.ts";
