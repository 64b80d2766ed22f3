import { Stack } from "../stack.ts";
import { StateFile } from "../state-file.ts";
import { stackFolders } from "../folders.ts";

export async function down(dir: string, say: (line: string) => void): Promise<number> {
  if ((await new StateFile(stackFolders(dir).state).read()) === undefined) {
    say("There is no such stack.");
    return 0;
  }
  const stack = await Stack.open({ dir, install: false });
  await stack.stop(say);
  return 0;
}
