export { buildImages, IMAGES, type BuildOptions } from "./build-images.ts";
export { findEngine, run, type Engine } from "./engine.ts";
