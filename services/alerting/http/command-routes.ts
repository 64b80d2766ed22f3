import { bindRoute, durationMs, type Route } from "@mystocks/runtime";
import type { Alert } from "../contract.ts";
import { declarations } from "../declarations.ts";
import type { AlertChange } from "../inbox/change-alert.ts";
import { acknowledgement, assignment, closing, reopening } from "../inbox/commands.ts";
import { snapshotOf } from "../judge/alert-row.ts";
import { alertOf } from "./alert-routes.ts";
import { shownAlert } from "./alert-view.ts";
import type { HttpParts } from "./parts.ts";

/** What people do with an alert. */
export function commandRoutes(parts: HttpParts): Route[] {
  const { inbox, receiversOf, now } = parts;
  const change = async (id: string, what: AlertChange): Promise<Alert> => {
    await inbox.change(id, what);
    return shownAlert(await alertOf(parts, id));
  };
  return [
    bindRoute(declarations.acknowledgeAlert, async ({ params, body, principal }) => {
      const forMs = body.for === undefined ? {} : { forMs: durationMs(body.for) };
      return change(params.id, acknowledgement(principal!.name, { comment: body.comment, ...forMs }, now()));
    }),
    bindRoute(declarations.reopenAlert, async ({ params, principal }) =>
      change(params.id, reopening(principal!.name)),
    ),
    bindRoute(declarations.assignAlert, async ({ params, body, principal }) =>
      change(params.id, assignment(principal!.name, body.assignee)),
    ),
    bindRoute(declarations.closeAlert, async ({ params, body, principal }) => {
      const receivers = receiversOf(snapshotOf(await alertOf(parts, params.id)));
      return change(params.id, closing(principal!.name, body.notes, receivers, now()));
    }),
  ];
}
