-- The quality service's tables. Only it writes them; other roles read.
CREATE SCHEMA quality;

-- What is judged. origin 'contract': by a contract of ours; 'service': by figures that a loader measured itself.
-- `sequence` numbers the events of the dataset's runs, taken under this row's lock: they commit in order and without
-- gaps, and are their own outbox.
CREATE TABLE quality.dataset (
  dataset_id     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset        text NOT NULL UNIQUE,
  table_name     text NOT NULL DEFAULT '',
  classification text NOT NULL DEFAULT '',
  owner          text NOT NULL DEFAULT '',
  sequence       bigint NOT NULL DEFAULT 0,
  published      bigint NOT NULL DEFAULT 0
);

-- One judgement of a dataset, and the event that tells of it. origin_key: the same for every delivery and every retry
-- of one figure of a loader; null for runs of contracts.
CREATE TABLE quality.run (
  run_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset_id  integer NOT NULL REFERENCES quality.dataset,
  origin      text NOT NULL CHECK (origin IN ('contract', 'service')),
  origin_key  text UNIQUE,
  cause       text NOT NULL,
  started_at  timestamptz NOT NULL,
  duration_ms double precision NOT NULL,
  statements  integer NOT NULL,
  fingerprint text NOT NULL DEFAULT ''
);
CREATE INDEX run_dataset ON quality.run (dataset_id, started_at);
CREATE INDEX run_time ON quality.run (started_at);

CREATE TABLE quality.result (
  run_id      bigint NOT NULL REFERENCES quality.run ON DELETE CASCADE,
  check_id    text NOT NULL,
  kind        text NOT NULL,
  verdict     text NOT NULL CHECK (verdict IN ('pass', 'warn', 'fail', 'error', 'skipped', 'unknown')),
  value       double precision,
  bound       text,
  failed_rows bigint,
  total_rows  bigint,
  reason      jsonb NOT NULL,
  why_en      text NOT NULL,
  why_zh      text NOT NULL,
  details     jsonb NOT NULL,        -- unit, columns, dimension, doubled keys
  PRIMARY KEY (run_id, check_id)
);

-- Rows that failed, once each, with the checks they fail.
CREATE TABLE quality.sample (
  run_id bigint NOT NULL REFERENCES quality.run ON DELETE CASCADE,
  number integer NOT NULL,
  checks text[] NOT NULL,
  key    jsonb NOT NULL,
  row    jsonb NOT NULL,
  PRIMARY KEY (run_id, number)
);

-- The newest verdict of each check, and since when it is that one. A check that has never run has no row: unknown.
CREATE TABLE quality.state (
  dataset_id integer NOT NULL REFERENCES quality.dataset,
  origin     text NOT NULL,
  check_id   text NOT NULL,
  verdict    text NOT NULL,
  since      timestamptz NOT NULL,
  run_id     bigint NOT NULL,
  judged_at  timestamptz NOT NULL,
  PRIMARY KEY (dataset_id, check_id)
);

-- Runs as they go on the bus, numbered a dataset.
CREATE TABLE quality.event (
  dataset_id integer NOT NULL REFERENCES quality.dataset,
  sequence   bigint NOT NULL,
  at         timestamptz NOT NULL,
  event      jsonb NOT NULL,
  PRIMARY KEY (dataset_id, sequence)
);
CREATE INDEX event_time ON quality.event (at);
