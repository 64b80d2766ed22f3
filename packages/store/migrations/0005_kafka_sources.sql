-- Sources that are read by position (Kafka): totals for the loss ledger, records that can't be read.

-- Since the source began. received = stored + duplicates + dropped holds for each signal, dropped being the sum of
-- telemetry.dropped; received is counted where records are decoded, the others where they are stored.
ALTER TABLE telemetry.source
  -- Kafka records, or HTTP requests, taken; of them dead letters; offsets that were passed over without a record.
  ADD COLUMN records                bigint NOT NULL DEFAULT 0,
  ADD COLUMN dead_letters           bigint NOT NULL DEFAULT 0,
  ADD COLUMN missing                bigint NOT NULL DEFAULT 0,
  ADD COLUMN spans_received         bigint NOT NULL DEFAULT 0,
  ADD COLUMN spans                  bigint NOT NULL DEFAULT 0,
  ADD COLUMN span_duplicates        bigint NOT NULL DEFAULT 0,
  ADD COLUMN samples_received       bigint NOT NULL DEFAULT 0,
  ADD COLUMN samples                bigint NOT NULL DEFAULT 0,
  ADD COLUMN sample_duplicates      bigint NOT NULL DEFAULT 0,
  ADD COLUMN logs_received          bigint NOT NULL DEFAULT 0,
  ADD COLUMN logs                   bigint NOT NULL DEFAULT 0,
  ADD COLUMN log_duplicates         bigint NOT NULL DEFAULT 0,
  -- Operations stored more than 60 s after their end: in history, but no live rule sees them.
  ADD COLUMN late_operations        bigint NOT NULL DEFAULT 0,
  -- The latest end of a stored span, time of a sample or log event.
  ADD COLUMN newest_at              timestamptz,
  -- The last commit, and the number of the last dead letter that is on the bus (they are numbered from 1 a source).
  ADD COLUMN committed_at           timestamptz,
  ADD COLUMN dead_letters_numbered  bigint NOT NULL DEFAULT 0,
  ADD COLUMN dead_letters_published bigint NOT NULL DEFAULT 0;

-- The same of one commit; spans, duplicates and dropped were there before.
ALTER TABLE telemetry.pulse_batch
  ADD COLUMN records           integer NOT NULL DEFAULT 0,
  ADD COLUMN dead_letters      integer NOT NULL DEFAULT 0,
  ADD COLUMN missing           bigint NOT NULL DEFAULT 0,
  ADD COLUMN samples           integer NOT NULL DEFAULT 0,
  ADD COLUMN sample_duplicates integer NOT NULL DEFAULT 0,
  ADD COLUMN logs              integer NOT NULL DEFAULT 0,
  ADD COLUMN log_duplicates    integer NOT NULL DEFAULT 0,
  ADD COLUMN late_operations   integer NOT NULL DEFAULT 0;

-- What was received and is not stored, since the source began.
CREATE TABLE telemetry.dropped (
  source_id integer NOT NULL,
  signal    text NOT NULL CHECK (signal IN ('spans', 'samples', 'logs')),
  reason    text NOT NULL,
  count     bigint NOT NULL,
  PRIMARY KEY (source_id, signal, reason)
);

-- What the owner of a source says of it every few seconds, also while nothing can be committed but this.
CREATE TABLE telemetry.source_status (
  source_id       integer PRIMARY KEY,
  owner           text NOT NULL,
  reported_at     timestamptz NOT NULL,
  -- The offset that the next record written gets; null for a source without offsets.
  high_watermark  bigint,
  -- When records, or the news that there are none, last came.
  fetched_at      timestamptz,
  queued_records  integer NOT NULL,
  queued_bytes    bigint NOT NULL,
  oldest_queued_at timestamptz
) WITH (fillfactor = 50);

-- Records that can't be read, whole up to 8 MiB; of a larger one the first 64 KiB. "offset" is the one it had.
-- number: 1, 2, 3 … a source, for the relay to mystocks.dead-letter.v1.
CREATE TABLE telemetry.dead_letter (
  stored_at     timestamptz NOT NULL,
  source_id     integer NOT NULL,
  number        bigint NOT NULL,
  "offset"      bigint NOT NULL,
  record_at     timestamptz NOT NULL,
  key           bytea,
  headers       jsonb NOT NULL,
  code          text NOT NULL CHECK (code IN ('malformed', 'compressed', 'too_large', 'no_value', 'refused')),
  reason        text NOT NULL,
  payload       bytea NOT NULL,
  payload_bytes bigint NOT NULL,
  payload_hash  bytea NOT NULL,
  replayed_at   timestamptz,
  PRIMARY KEY (source_id, number, stored_at)
) PARTITION BY RANGE (stored_at);
CREATE INDEX dead_letter_offset ON telemetry.dead_letter (source_id, "offset");
-- It would be compressed at every commit for nothing: what can't be read is often compressed already.
ALTER TABLE telemetry.dead_letter ALTER COLUMN payload SET STORAGE EXTERNAL;

-- For readers; the second one without what is large.
CREATE VIEW telemetry.whole_dead_letters AS
SELECT
  s.source || '/' || s.partition || '/' || d.number AS dead_letter_id,
  s.source AS topic, s.partition, d.number, d."offset", d.stored_at, d.record_at, d.code, d.reason,
  d.payload_bytes, octet_length(d.payload) < d.payload_bytes AS truncated, d.replayed_at,
  d.key, d.headers, d.payload
FROM telemetry.dead_letter d JOIN telemetry.source s USING (source_id);
CREATE VIEW telemetry.dead_letters AS
SELECT dead_letter_id, topic, partition, number, "offset", stored_at, record_at, code, reason, payload_bytes,
  truncated, replayed_at
FROM telemetry.whole_dead_letters;

-- A row a source and signal: received = stored + duplicates + dropped.
CREATE VIEW telemetry.recorder_ledger AS
SELECT s.source, s.partition, g.signal, g.received, g.stored, g.duplicates,
  coalesce(d.dropped, 0) AS dropped, coalesce(d.reasons, '{}') AS dropped_by_reason
FROM telemetry.source s
CROSS JOIN LATERAL (VALUES
  ('spans', s.spans_received, s.spans, s.span_duplicates),
  ('samples', s.samples_received, s.samples, s.sample_duplicates),
  ('logs', s.logs_received, s.logs, s.log_duplicates)
) AS g (signal, received, stored, duplicates)
LEFT JOIN LATERAL (
  SELECT sum(count)::bigint AS dropped, jsonb_object_agg(reason, count) AS reasons
  FROM telemetry.dropped d WHERE d.source_id = s.source_id AND d.signal = g.signal
) d ON true
WHERE g.received > 0;
