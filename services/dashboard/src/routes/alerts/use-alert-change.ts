import { useMutation, useQueryClient } from "@tanstack/react-query";
import { postJson } from "../../api/fetch-json.ts";

export type Asked = { path: string; body: object };

const AT_ONCE = 8;

/** Asks for changes of alerts and reads the lists anew; what was refused is told when the others are done. */
export function useAlertChange(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (changes: readonly Asked[]) => {
      const failures: unknown[] = [];
      for (let at = 0; at < changes.length; at += AT_ONCE) {
        const some = changes.slice(at, at + AT_ONCE).map(({ path, body }) => postJson(path, body));
        for (const result of await Promise.allSettled(some))
          if (result.status === "rejected") failures.push(result.reason);
      }
      if (failures.length > 0) throw failures[0];
    },
    onSuccess: onDone,
    onSettled: () =>
      Promise.all(["alerts", "silences"].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}
