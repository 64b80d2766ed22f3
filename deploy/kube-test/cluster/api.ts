import { resultOf } from "./script-pod.ts";
import { RELEASE, type Space } from "./space.ts";

/** What the api answers to the first administrator, from a pod of a stranger. Throws when it refuses. */
export async function ask<T>(space: Space, method: string, path: string, body?: object): Promise<T> {
  const env = {
    API_URL: `http://${RELEASE}-api:8000`,
    METHOD: method,
    ASKED_PATH: `/api/v1${path}`,
    BODY: body === undefined ? "" : JSON.stringify(body),
  };
  const pod = { name: "ask-api", script: "ask-api", env, secrets: { admin: `${RELEASE}-admin-token` } };
  return resultOf<T>(space, pod, 90);
}
