-- What each trading day of a dataset was found to be, so that a strip of days, a report and a baseline need not read runs.

-- Name of the database that holds it, as contracts and the config have it.
ALTER TABLE quality.dataset ADD COLUMN server text NOT NULL DEFAULT '';

-- The trading day that a run judged; of a run over the whole table the day, in the contract's time zone, on which it ran.
-- is_current: it says what the dataset is now. A past day judged again is none: it changes that day and nothing else.
ALTER TABLE quality.run
  ADD COLUMN day        date,
  ADD COLUMN is_current boolean NOT NULL DEFAULT true,
  ADD COLUMN asked_by   text,
  ADD COLUMN asked_why  text;

-- worst: of all runs of the day; verdict: of the newest one. measured: what later days are compared with, where the
-- check has a baseline. is_backfill: the day was over when it was first judged.
CREATE TABLE quality.day (
  dataset_id  integer NOT NULL REFERENCES quality.dataset,
  day         date NOT NULL,
  check_id    text NOT NULL,
  verdict     text NOT NULL,
  worst       text NOT NULL,
  runs        integer NOT NULL,
  value       double precision,
  measured    double precision,
  is_backfill boolean NOT NULL,
  fingerprint text NOT NULL,
  run_id      bigint NOT NULL,
  judged_at   timestamptz NOT NULL,
  PRIMARY KEY (dataset_id, day, check_id)
);

-- Days whose data somebody took over although it was backfilled or failed: baselines learn from them.
CREATE TABLE quality.accepted_day (
  dataset_id integer NOT NULL REFERENCES quality.dataset,
  day        date NOT NULL,
  accepted_by text NOT NULL,
  why        text NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (dataset_id, day)
);

-- Reports that were made by schedule. `report` is what the API gives for the same question.
CREATE TABLE quality.report (
  report_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name      text NOT NULL,
  made_at   timestamptz NOT NULL DEFAULT now(),
  report    jsonb NOT NULL,
  UNIQUE (name, made_at)
);
CREATE INDEX report_time ON quality.report (made_at);
