import { installKafka } from "@mystocks/embedded-kafka";
import type { Programs } from "../context.ts";
import type { PartKind } from "../make-parts.ts";
import { installCollector } from "./collector.ts";
import { findProgram, requireDebian, type DebianProgram } from "./debian.ts";

const POSTGRES = "/usr/lib/postgresql/15";

const DEBIAN_BY_PART: Partial<Record<PartKind, DebianProgram>> = {
  postgres: `${POSTGRES}/bin/postgres`,
  redis: "redis-server",
  prometheus: "prometheus",
  alertmanager: "prometheus-alertmanager",
};

/**
 * Where the programs of the parts are; what is missing is brought first unless `install` is false. Throws
 * StackRequirement (or Kafka's ProgramMissing) with what is missing and how to get it.
 */
export async function findPrograms(
  kinds: readonly PartKind[],
  { install, say }: { install: boolean; say: (line: string) => void },
): Promise<Programs> {
  const debian = kinds.flatMap((kind) => DEBIAN_BY_PART[kind] ?? []);
  if (install) await requireDebian(debian, say);
  // One after the other: on a small machine two builds at once only take each other's time.
  if (install && kinds.includes("kafka")) await installKafka();
  const path = async (program: DebianProgram) => (await findProgram(program)) ?? program;
  return {
    collector: install && kinds.includes("collector") ? await installCollector(say) : "",
    postgres: POSTGRES,
    redis: await path("redis-server"),
    prometheus: await path("prometheus"),
    alertmanager: await path("prometheus-alertmanager"),
  };
}
