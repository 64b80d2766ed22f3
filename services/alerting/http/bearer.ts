import type { Credentials } from "@mystocks/runtime";

/** The headers with basic auth turned into the bearer token that is its password: what Alertmanager and Grafana can send. */
export function bearerOf({ authorization, cookie }: Credentials): Credentials {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return { authorization, cookie };
  const decoded = Buffer.from(encoded, "base64").toString();
  return { authorization: `Bearer ${decoded.slice(decoded.indexOf(":") + 1)}` };
}
