import { Stack } from "../stack.ts";
import type { StackArguments } from "./arguments.ts";

export async function up(
  dir: string,
  { portBase, recorders }: StackArguments,
  say: (line: string) => void,
): Promise<number> {
  const beganMs = performance.now();
  const stack = await Stack.open({
    dir,
    say,
    ...(portBase !== undefined && { ports: portBase }),
    ...(recorders !== undefined && { recorders }),
  });
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
