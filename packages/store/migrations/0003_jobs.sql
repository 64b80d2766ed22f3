-- The scheduler's tables (packages/schedule).
CREATE SCHEMA jobs;

-- Every planned instant of a job up to decided_until has its row in run, or was decided before the row expired.
CREATE TABLE jobs.job (
  job           text PRIMARY KEY,
  schedule      jsonb NOT NULL,
  first_seen    timestamptz NOT NULL DEFAULT now(),
  -- In whole milliseconds: schedulers compare it with what they read.
  decided_until timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp())
);

-- The ledger: what became of each planned instant.
--   running     an owner holds it until lease_until; after that another takes over, with attempt + 1 (the fence)
--   ok, failed  finished; cause says why it failed
--   missed      nobody was there in time, and the job does not catch up
--   skipped     the run before it was not finished
--   superseded  nobody was there in time, and a later instant runs in its place
CREATE TABLE jobs.run (
  job         text NOT NULL,
  planned     timestamptz NOT NULL,
  state       text NOT NULL CHECK (state IN ('running', 'ok', 'failed', 'missed', 'skipped', 'superseded')),
  cause       text,
  owner       text,
  attempt     integer NOT NULL DEFAULT 0,
  claimed_at  timestamptz NOT NULL DEFAULT now(),
  started_at  timestamptz,
  lease_until timestamptz,
  finished_at timestamptz,
  PRIMARY KEY (job, planned)
);
CREATE UNIQUE INDEX run_running ON jobs.run (job) WHERE state = 'running';
CREATE INDEX run_planned ON jobs.run (planned);
