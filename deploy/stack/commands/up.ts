import { stackFolders } from "../folders.ts";
import { Stack } from "../stack.ts";
import { StateFile } from "../state-file.ts";
import type { StackArguments } from "./arguments.ts";

export async function up(
  dir: string,
  { portBase, recorders }: StackArguments,
  say: (line: string) => void,
): Promise<number> {
  const beganMs = performance.now();
  const known = await new StateFile(stackFolders(dir).state).read();
  const stack = await Stack.open({
    dir,
    say,
    ...(portBase !== undefined && { ports: portBase }),
    ...(recorders !== undefined && { recorders }),
  });
  if (known !== undefined && recorders !== undefined && recorders > known.recorders)
    // These two read where recorders are when they start.
    for (const name of ["prometheus", "api"]) await stack.part(name).stop();
  await stack.start(say);
  say(`\nThe stack serves after ${((performance.now() - beganMs) / 1000).toFixed(1)} s.`);
  const { urls, brokers } = stack;
  say(`OTLP          ${urls.otlp} (HTTP), ${urls.otlpGrpc} (gRPC)`);
  say(`Kafka         ${brokers.join(", ")}`);
  say(`Prometheus    ${urls.prometheus}`);
  say(`Alertmanager  ${urls.alertmanager}`);
  say(`Dashboard     ${urls.dashboard}/?token=${await stack.token()}`);
  return 0;
}
