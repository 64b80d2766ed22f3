// Runs in the cluster: prints the bytes of all files of the image that it runs in.
import { lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const imageDevice = statSync("/").dev;
console.log(JSON.stringify({ bytes: bytesBelow("/") }));

/** Only what lies on the image itself: /proc, /sys and mounts are of other devices. */
function bytesBelow(folder) {
  let bytes = 0;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const found = lstatSync(path);
    if (found.isDirectory() && found.dev === imageDevice) bytes += bytesBelow(path);
    else if (found.isFile() && found.dev === imageDevice) bytes += found.size;
  }
  return bytes;
}
