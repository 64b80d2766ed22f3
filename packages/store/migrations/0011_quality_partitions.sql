-- What runs found goes by partition: a row lies in the month in which it expires, so that results of contracts and those
-- of loaders, which are kept for different times, share a table and still nothing is deleted row by row. Runs themselves
-- are few, and a loader's key must be unique among all of them: they stay one table.
--
-- The tables as they were become the partition of the month a year from now, without a copy; the new primary keys are
-- built, with the tables locked meanwhile. Code of before goes on: it writes rows that are kept for a year.
DO $$
DECLARE
  expires timestamptz := now() + interval '365 days';
  starts  timestamptz := date_trunc('month', expires, 'UTC');
  ends    timestamptz := date_trunc('month', expires AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC';
  kind    text;
  key     text;
  held    text;
BEGIN
  FOR kind, key IN VALUES ('result', 'run_id, check_id'), ('sample', 'run_id, number') LOOP
    held := kind || to_char(expires AT TIME ZONE 'UTC', '"_"YYYYMM"0100"');
    EXECUTE format('ALTER TABLE quality.%1$I DROP CONSTRAINT %1$s_pkey, DROP CONSTRAINT %1$s_run_id_fkey,
      ADD COLUMN expires_at timestamptz NOT NULL DEFAULT now() + interval ''365 days''', kind);
    EXECUTE format('ALTER TABLE quality.%I ADD PRIMARY KEY (%s, expires_at)', kind, key);
    EXECUTE format('ALTER TABLE quality.%I RENAME TO %I', kind, held);
    EXECUTE format('ALTER INDEX quality.%I RENAME TO %I', kind || '_pkey', held || '_pkey');
    EXECUTE format('CREATE TABLE quality.%I (LIKE quality.%I INCLUDING ALL) PARTITION BY RANGE (expires_at)', kind, held);
    EXECUTE format('ALTER TABLE quality.%I ATTACH PARTITION quality.%I FOR VALUES FROM (%L) TO (%L)',
      kind, held, starts, ends);
  END LOOP;
END $$;
