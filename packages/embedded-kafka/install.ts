import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { withInstallLock } from "./install-lock.ts";
import { requireProgram } from "./programs.ts";
import { runToEnd } from "./run-to-end.ts";

export const KAFKA_VERSION = "4.1.0";

// Kafka logs through slf4j and brings no backend; this one is the smallest that fits its slf4j-api.
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>mystocks</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

/**
 * Folder with Kafka's jars, downloaded by Maven the first time (43 MB). All checkouts of a user share it; a second
 * installer waits for the first. Throws ProgramMissing without Maven or Java.
 */
export async function installKafka(folder = defaultFolder()): Promise<string> {
  await requireProgram("java");
  if (await exists(folder)) return folder;
  const maven = await requireProgram("mvn");
  await mkdir(dirname(folder), { recursive: true });
  return withInstallLock(`${folder}.lock`, async () => {
    if (!(await exists(folder))) await download(maven, folder);
    return folder;
  });
}

async function download(maven: string, folder: string): Promise<void> {
  const work = await mkdtemp(`${folder}.part-`);
  try {
    const libs = join(work, "libs");
    await writeFile(join(work, "pom.xml"), POM);
    const args = ["-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime"];
    await runToEnd(maven, [...args, `-DoutputDirectory=${libs}`], { cwd: work });
    // Nobody ever sees a folder that is half there.
    await rename(libs, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function defaultFolder(): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return join(cache, "mystocks-monitor", "programs", `kafka-${KAFKA_VERSION}`);
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
