-- The ledger whole: who runs a job and how, pauses, runs that people ask for, retries, and figures that outlive rows.
ALTER TABLE jobs.job
  -- The role whose processes run it; null: one of before this column.
  ADD COLUMN role          text,
  -- timeoutMs, catchUp, overlap, retries: for those who show them. The processes go by their own.
  ADD COLUMN policy        jsonb NOT NULL DEFAULT '{}',
  -- No process of its role has it any more.
  ADD COLUMN retired_at    timestamptz,
  -- The newest pause: instants from paused_at to resumed_at are skipped, also those that are decided later. Both in
  -- whole milliseconds: schedulers compare them with what they read.
  ADD COLUMN paused_at     timestamptz,
  ADD COLUMN resumed_at    timestamptz,
  ADD COLUMN paused_by     text,
  ADD COLUMN paused_reason text;

-- What became of each planned instant, beside what 0003 says:
--   running           also between a failure and the retry: then nobody owns it, and lease_until is when it is tried again
--   requested         somebody asked for it (asked_by, asked_why); the next free scheduler runs it. Its instant is the asking
--   superseded        also a run that was ended for the sake of a later one
--   skipped_overlap   the run before it was not finished ('skipped' is what versions before this wrote)
--   skipped_calendar  the exchange is closed on that day
--   skipped_paused    the job was paused
--   calendar_unknown  nobody knows whether the exchange is open on that day
ALTER TABLE jobs.run DROP CONSTRAINT run_state_check;
ALTER TABLE jobs.run
  ADD CONSTRAINT run_state_check CHECK (state IN ('running', 'requested', 'ok', 'failed', 'missed', 'superseded', 'skipped',
    'skipped_overlap', 'skipped_calendar', 'skipped_paused', 'calendar_unknown')),
  -- How often it failed and was tried again, and how often its owner was lost: both raise attempt.
  ADD COLUMN failures  integer NOT NULL DEFAULT 0,
  ADD COLUMN lost      integer NOT NULL DEFAULT 0,
  ADD COLUMN asked_by  text,
  ADD COLUMN asked_why text,
  -- Why its owner shall end it, once somebody wants that.
  ADD COLUMN cancel    text;
UPDATE jobs.run SET state = 'skipped_overlap' WHERE state = 'skipped';
CREATE UNIQUE INDEX run_requested ON jobs.run (job) WHERE state = 'requested';

-- How often instants of a job came to each end: counts only rise, whatever retention takes from the ledger.
CREATE TABLE jobs.tally (
  job                   text NOT NULL,
  state                 text NOT NULL,
  runs                  bigint NOT NULL,
  -- Sum of how long they ran.
  seconds               double precision NOT NULL,
  last_planned          timestamptz NOT NULL,
  last_at               timestamptz NOT NULL,
  -- Null where the last one never ran.
  last_seconds          double precision,
  last_lateness_seconds double precision,
  PRIMARY KEY (job, state)
);

-- A trigger, so that no writer can forget it and no row counts twice.
CREATE FUNCTION jobs.count_fate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ran double precision := extract(epoch FROM NEW.finished_at - NEW.started_at);
  late double precision := CASE WHEN NEW.started_at IS NOT NULL THEN extract(epoch FROM NEW.claimed_at - NEW.planned) END;
BEGIN
  INSERT INTO jobs.tally AS known
    (job, state, runs, seconds, last_planned, last_at, last_seconds, last_lateness_seconds)
  VALUES (NEW.job, NEW.state, 1, coalesce(ran, 0), NEW.planned, coalesce(NEW.finished_at, clock_timestamp()), ran, late)
  ON CONFLICT (job, state) DO UPDATE SET
    runs = known.runs + 1, seconds = known.seconds + excluded.seconds,
    last_planned = greatest(known.last_planned, excluded.last_planned), last_at = excluded.last_at,
    last_seconds = excluded.last_seconds, last_lateness_seconds = excluded.last_lateness_seconds;
  RETURN NULL;
END $$;
CREATE TRIGGER run_ends_at_once AFTER INSERT ON jobs.run FOR EACH ROW
  WHEN (NEW.state NOT IN ('running', 'requested')) EXECUTE FUNCTION jobs.count_fate();
CREATE TRIGGER run_ends AFTER UPDATE OF state ON jobs.run FOR EACH ROW
  WHEN (OLD.state IN ('running', 'requested') AND NEW.state NOT IN ('running', 'requested'))
  EXECUTE FUNCTION jobs.count_fate();

INSERT INTO jobs.tally (job, state, runs, seconds, last_planned, last_at, last_seconds, last_lateness_seconds)
SELECT DISTINCT ON (job, state) job, state, count(*) OVER ends,
  coalesce(sum(extract(epoch FROM finished_at - started_at)) OVER ends, 0), planned, coalesce(finished_at, claimed_at),
  extract(epoch FROM finished_at - started_at),
  CASE WHEN started_at IS NOT NULL THEN extract(epoch FROM claimed_at - planned) END
FROM jobs.run WHERE state <> 'running'
WINDOW ends AS (PARTITION BY job, state)
ORDER BY job, state, planned DESC;
