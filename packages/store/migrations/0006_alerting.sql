-- The alerting service's tables. Only it writes them; other roles read.
CREATE SCHEMA alerting;

-- Rule groups and alerts are spread over shards; a shard has one owner at a time. Every write of an owner names
-- its epoch, so one that has lost its lease writes nothing. `sequence` numbers the shard's transitions, taken under
-- this row's lock: they commit in order and without gaps, and are their own outbox.
CREATE TABLE alerting.shard (
  shard      smallint PRIMARY KEY,
  epoch      bigint NOT NULL DEFAULT 0,
  owner      text,
  expires_at timestamptz NOT NULL DEFAULT '-infinity',
  sequence   bigint NOT NULL DEFAULT 0,
  published  bigint NOT NULL DEFAULT 0,
  judged_at  timestamptz              -- up to when its rules are judged, also where nothing changed
);

-- Rule files by version. origin: 'file' for those that lie beside the service, 'api' for those people save there.
CREATE TABLE alerting.rule_file (
  name       text NOT NULL,
  version    integer NOT NULL,
  origin     text NOT NULL CHECK (origin IN ('file', 'api')),
  content    text,                    -- null: the file is removed as of this version
  tests      text,                    -- a promtool unit-test file that stands beside it
  author     text NOT NULL,
  comment    text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (name, version)
);

-- What a restart goes on from: the state of a rule as packages/rules writes it; a rule at rest has no row.
CREATE TABLE alerting.rule_state (
  rule_id   text PRIMARY KEY,
  shard     smallint NOT NULL REFERENCES alerting.shard,
  state     jsonb NOT NULL,
  judged_at timestamptz NOT NULL
);
CREATE INDEX rule_state_shard ON alerting.rule_state (shard);

-- One episode of a rule (or of an outside source) for one label set. fingerprint: SHA-256 of the sorted labels;
-- episode: counts those of one fingerprint.
CREATE TABLE alerting.alert (
  alert_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shard           smallint NOT NULL REFERENCES alerting.shard,
  fingerprint     bytea NOT NULL,
  episode         integer NOT NULL,
  source          text NOT NULL CHECK (source IN ('rule', 'service', 'prometheus')),
  also_from       text[] NOT NULL DEFAULT '{}',
  rule            text NOT NULL,
  file            text NOT NULL DEFAULT '',
  group_name      text NOT NULL DEFAULT '',
  level           text NOT NULL CHECK (level IN ('CRITICAL', 'WARNING', 'INFO')),
  type            text NOT NULL,
  labels          jsonb NOT NULL,
  annotations     jsonb NOT NULL,
  condition       text NOT NULL CHECK (condition IN ('pending', 'firing', 'no_data', 'resolved')),
  handling        text NOT NULL DEFAULT 'open' CHECK (handling IN ('open', 'acknowledged', 'closed')),
  muted_by        uuid[] NOT NULL DEFAULT '{}',
  value           double precision,
  active_since    timestamptz NOT NULL,
  fired_at        timestamptz,
  resolved_at     timestamptz,
  last_seen_at    timestamptz NOT NULL,
  end_reason      text,
  occurrences     integer NOT NULL DEFAULT 1,
  is_flapping     boolean NOT NULL DEFAULT false,
  acknowledged_by text,
  acknowledged_at timestamptz,
  acknowledged_until timestamptz,
  assignee        text,
  closed_by       text,
  closed_at       timestamptz,
  notes           text,
  evidence        jsonb,
  UNIQUE (fingerprint, episode)
);
CREATE INDEX alert_live ON alerting.alert (shard) WHERE condition <> 'resolved';
CREATE INDEX alert_time ON alerting.alert (active_since);
CREATE INDEX alert_rule ON alerting.alert (rule, active_since);

-- What happened to an alert, in order: its history, and the outbox of mystocks.alerts.v1.
CREATE TABLE alerting.transition (
  shard      smallint NOT NULL REFERENCES alerting.shard,
  sequence   bigint NOT NULL,
  alert_id   bigint NOT NULL REFERENCES alerting.alert,
  at         timestamptz NOT NULL,
  kind       text NOT NULL,
  reason     text NOT NULL,
  actor      text,
  event      jsonb NOT NULL,
  PRIMARY KEY (shard, sequence)
);
CREATE INDEX transition_alert ON alerting.transition (alert_id, sequence);
CREATE INDEX transition_time ON alerting.transition (at);

-- One delivery of a transition to one receiver, the ledger of what was told to whom.
CREATE TABLE alerting.notification (
  notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shard           smallint NOT NULL,
  sequence        bigint NOT NULL,
  alert_id        bigint NOT NULL REFERENCES alerting.alert,
  receiver        text NOT NULL,
  delivery_id     text NOT NULL UNIQUE,
  state           text NOT NULL CHECK (state IN ('waiting', 'sent', 'confirmed', 'dead', 'superseded', 'muted')),
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_status     integer,
  last_error      text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  sent_at         timestamptz,
  batch           text
);
CREATE INDEX notification_waiting ON alerting.notification (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX notification_alert ON alerting.notification (alert_id);

CREATE TABLE alerting.silence (
  silence_id      uuid PRIMARY KEY,
  matchers        jsonb NOT NULL,
  starts_at       timestamptz NOT NULL,
  ends_at         timestamptz NOT NULL,
  recurrence      jsonb,
  ends_with_alert bigint REFERENCES alerting.alert,
  created_by      text NOT NULL,
  comment         text NOT NULL,
  origin          text NOT NULL DEFAULT 'monitor' CHECK (origin IN ('monitor', 'alertmanager')),
  mirrors         jsonb NOT NULL DEFAULT '{}',
  updated_at      timestamptz NOT NULL DEFAULT now(),
  expired_at      timestamptz
);

-- Who changed what. before and after: null where there was, or is, nothing.
CREATE TABLE alerting.audit (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       timestamptz NOT NULL DEFAULT now(),
  actor    text NOT NULL,
  action   text NOT NULL,
  subject  text NOT NULL,
  before   jsonb,
  after    jsonb
);
CREATE INDEX audit_time ON alerting.audit (at);

INSERT INTO alerting.shard (shard) SELECT generate_series(0, 3);
