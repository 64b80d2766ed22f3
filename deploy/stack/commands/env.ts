import { stackFolders } from "../folders.ts";
import { Stack } from "../stack.ts";
import { StateFile } from "../state-file.ts";

/** What `mystocks-monitor` commands need to work on a stack: eval "$(npm run --silent stack env)". */
export async function showEnvironment(dir: string, say: (line: string) => void): Promise<number> {
  if ((await new StateFile(stackFolders(dir).state).read()) === undefined) {
    say("# There is no such stack; npm run stack up makes it.");
    return 1;
  }
  const stack = await Stack.open({ dir, install: false });
  for (const [name, value] of Object.entries(commandEnvironment(stack))) say(`export ${name}='${value}'`);
  return 0;
}

export function commandEnvironment(stack: Stack): Record<string, string> {
  return {
    MYSTOCKS_DATABASE_URL: stack.databases.storeUrl,
    MYSTOCKS_KAFKA__BROKERS: JSON.stringify(stack.brokers),
    OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.otlp,
  };
}
