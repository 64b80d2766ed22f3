import { watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";

/** Kubernetes moves it when a ConfigMap or a Secret changes; the files of the volume are links that lead through it. */
const VOLUME_LINK = "..data";

/** Calls when one of the files changes. Their folders are watched: editors and Kubernetes put a new file in the place of one. */
export function watchFiles(files: readonly string[], onChange: () => void): { close(): void } {
  const folders = Map.groupBy(new Set(files.map((file) => resolve(file))), (file) => dirname(file));
  const watchers = [...folders].map(([folder, held]) => {
    const names = new Set([VOLUME_LINK, ...held.map((file) => basename(file))]);
    return watch(folder, (_, name) => {
      if (name === null || names.has(name)) onChange();
    });
  });
  return {
    close() {
      for (const watcher of watchers) watcher.close();
    },
  };
}
