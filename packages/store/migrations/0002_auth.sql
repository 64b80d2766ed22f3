-- Who may do what. Secrets are kept as SHA-256 only: they are 256 random bits, so no salt or slow hash is needed.
CREATE SCHEMA auth;

CREATE TABLE auth.token (
  token_id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash       bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  name       text NOT NULL,
  role       text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);

-- A browser that exchanged a token for a cookie; ends with its token.
CREATE TABLE auth.session (
  hash       bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
  token_id   integer NOT NULL REFERENCES auth.token ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_expires_at ON auth.session (expires_at);
