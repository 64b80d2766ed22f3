import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../api/queries.ts";
import { useText } from "../i18n/text.tsx";

const COMMAND = "node --import @mystocks/telemetry/register app.js";

/** One line to start a service with, and where it then sends to. */
export function ConnectCommand() {
  const text = useText();
  const { data: session } = useQuery(sessionQuery);
  return (
    <p className="connect">
      {text.connectYourService} <code>{COMMAND}</code>
      {session !== undefined && (
        <>
          {" "}
          <span className="quiet">
            OTLP <code>{session.otlpEndpoint}</code>
          </span>
        </>
      )}
    </p>
  );
}
