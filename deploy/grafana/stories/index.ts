import type { Story } from "../story.ts";
import { marketData } from "./market-data.ts";
import { operations } from "./operations.ts";
import { overview } from "./overview.ts";
import { pipeline } from "./pipeline.ts";
import { quality } from "./quality.ts";

export const STORIES: readonly Story[] = [overview, operations, pipeline, marketData, quality];
