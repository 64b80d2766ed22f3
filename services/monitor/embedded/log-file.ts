import { createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { dataFolders } from "./data-folders.ts";

const LARGEST_BYTES = 32 * 1024 * 1024;
const WARN = 40;

interface LogLine {
  level: number;
  role: string;
  msg?: string;
  err?: { message: string };
}

/** Every event goes to the log file; the terminal shows, in words, only what somebody has to know. */
export async function openLogFile(dataDir: string): Promise<{ write(line: string): void }> {
  const { log, olderLog } = dataFolders(dataDir);
  await mkdir(dirname(log), { recursive: true });
  const size = await stat(log).then(
    (file) => file.size,
    () => 0,
  );
  if (size > LARGEST_BYTES) await rename(log, olderLog);
  const file = createWriteStream(log, { flags: "a", mode: 0o600 });
  return {
    write(line) {
      file.write(line);
      const { level, role, msg, err } = JSON.parse(line) as LogLine;
      if (level >= WARN) console.error(`${role}: ${[msg, err?.message].filter(Boolean).join(": ")}`);
    },
  };
}
