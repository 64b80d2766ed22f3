-- The recorder's tables. Only the recorder writes them; other roles read.
CREATE SCHEMA telemetry;

-- Dictionaries: rows are inserted before the batch that needs them, in sorted order, and cached after commit.
CREATE TABLE telemetry.operation (
  operation_id    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  service         text NOT NULL,
  operation       text NOT NULL,
  type            text NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('tracked', 'database')),
  classification  text NOT NULL,
  database_system text NOT NULL,
  database        text NOT NULL,
  collection      text NOT NULL,
  first_seen      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (service, operation, type, kind, classification, database_system, database, collection)
);

CREATE TABLE telemetry.resource (
  resource_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  identity    bytea NOT NULL UNIQUE,
  service     text NOT NULL,
  instance    text NOT NULL,
  attributes  jsonb NOT NULL,
  first_seen  timestamptz NOT NULL DEFAULT now()
);

-- statement_id: the first 8 bytes of the SHA-256 of the normalised text; fingerprint: libpg-query's, or null.
CREATE TABLE telemetry.statement (
  statement_id    bigint PRIMARY KEY,
  database_system text NOT NULL,
  fingerprint     text,
  text            text NOT NULL,
  first_seen      timestamptz NOT NULL DEFAULT now()
);

-- marks: 1 over warning, 2 over critical, 4 failed, 8 exemplar of a pulse. Times are Unix nanoseconds.
-- Identity of a span: (end_ns, span_id); the unique index lies in time order, so inserts touch its right edge.
CREATE TABLE telemetry.span (
  end_ns         bigint NOT NULL,
  duration_ns    bigint NOT NULL,
  span_id        bigint NOT NULL,
  parent_span_id bigint,
  trace_id       uuid NOT NULL,
  operation_id   integer,
  statement_id   bigint,
  resource_id    integer NOT NULL,
  kind           smallint NOT NULL,
  status         smallint NOT NULL,
  marks          smallint NOT NULL,
  rows           bigint,
  bytes          bigint,
  name           text NOT NULL,
  status_message text,
  attributes     jsonb,
  UNIQUE (end_ns, span_id)
) PARTITION BY RANGE (end_ns);
CREATE INDEX span_trace ON telemetry.span (trace_id);
CREATE INDEX span_marked ON telemetry.span (end_ns) WHERE marks <> 0;
CREATE INDEX span_request ON telemetry.span (end_ns) WHERE kind = 2;

-- Whole traces with a slow, failed or exemplar span, copied before their partition of telemetry.span goes.
CREATE TABLE telemetry.kept_span (LIKE telemetry.span INCLUDING DEFAULTS, UNIQUE (end_ns, span_id)) PARTITION BY RANGE (end_ns);
CREATE INDEX kept_span_trace ON telemetry.kept_span (trace_id);
CREATE INDEX kept_span_marked ON telemetry.kept_span (end_ns) WHERE marks <> 0;
CREATE INDEX kept_span_request ON telemetry.kept_span (end_ns) WHERE kind = 2;

-- Spans that ended before span_horizon are read from kept_span, later ones from span: no span is read twice.
CREATE TABLE telemetry.span_horizon (singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), end_ns bigint NOT NULL);
INSERT INTO telemetry.span_horizon (end_ns) VALUES (0);

-- Where a source's next batch begins, and the number of its last batch. A batch moves both by
-- compare-and-set under this row's lock, so that sequences of one source commit in order and without gaps.
CREATE TABLE telemetry.source (
  source_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source    text NOT NULL,
  partition integer NOT NULL,
  next      bigint NOT NULL DEFAULT 0,
  sequence  bigint NOT NULL DEFAULT 0,
  published bigint NOT NULL DEFAULT 0,
  UNIQUE (source, partition)
);

-- One row per recorder commit: its own outbox row, together with its rows in pulse_1s.
CREATE TABLE telemetry.pulse_batch (
  source_id   integer NOT NULL,
  sequence    bigint NOT NULL,
  observed_at timestamptz NOT NULL,
  spans       integer NOT NULL,
  duplicates  integer NOT NULL,
  dropped     jsonb,
  PRIMARY KEY (source_id, sequence, observed_at)
) PARTITION BY RANGE (observed_at);

-- Append-only deltas, merged by readers. bucket: event time. Partitioned by the time of the commit, since a
-- span may come 24 hours late. enclosed: database spans inside a tracked operation, which do not count in
-- totals; they have rows of their own. exemplars: [{traceId, spanId, endNs, durationNs, failed}], slowest first.
CREATE TABLE telemetry.pulse_1s (
  source_id       integer NOT NULL,
  sequence        bigint NOT NULL,
  observed_at     timestamptz NOT NULL,
  bucket          timestamptz NOT NULL,
  operation_id    integer NOT NULL,
  count           bigint NOT NULL,
  errors          bigint NOT NULL,
  over_warning    bigint NOT NULL,
  over_critical   bigint NOT NULL,
  enclosed        boolean NOT NULL,
  rows            bigint NOT NULL,
  bytes           bigint NOT NULL,
  sum_ns          numeric NOT NULL,
  max_ns          bigint NOT NULL,
  sketch          bytea NOT NULL,
  exemplars       jsonb
) PARTITION BY RANGE (observed_at);
CREATE INDEX pulse_1s_bucket ON telemetry.pulse_1s (bucket, operation_id);
CREATE INDEX pulse_1s_sequence ON telemetry.pulse_1s (source_id, sequence);

-- Coarser tiers: written by compaction only, which is a source of its own. A reader adds the rows of the
-- finer tier whose sequence is above the watermark of its source, so a row counts in exactly one tier.
CREATE TABLE telemetry.pulse_1m (
  source_id integer NOT NULL, sequence bigint NOT NULL, bucket timestamptz NOT NULL, operation_id integer NOT NULL,
  count bigint NOT NULL, errors bigint NOT NULL, over_warning bigint NOT NULL, over_critical bigint NOT NULL,
  enclosed boolean NOT NULL, rows bigint NOT NULL, bytes bigint NOT NULL, sum_ns numeric NOT NULL, max_ns bigint NOT NULL, sketch bytea NOT NULL
) PARTITION BY RANGE (bucket);
CREATE INDEX pulse_1m_bucket ON telemetry.pulse_1m (bucket, operation_id);
CREATE INDEX pulse_1m_sequence ON telemetry.pulse_1m (source_id, sequence);
CREATE TABLE telemetry.pulse_1h (LIKE telemetry.pulse_1m) PARTITION BY RANGE (bucket);
CREATE INDEX pulse_1h_bucket ON telemetry.pulse_1h (bucket, operation_id);
CREATE INDEX pulse_1h_sequence ON telemetry.pulse_1h (source_id, sequence);
CREATE TABLE telemetry.pulse_1d (LIKE telemetry.pulse_1m) PARTITION BY RANGE (bucket);
CREATE INDEX pulse_1d_bucket ON telemetry.pulse_1d (bucket, operation_id);

-- Rows of the tier with source_id and sequence <= this are merged into the next coarser tier.
CREATE TABLE telemetry.compaction (
  tier      text NOT NULL CHECK (tier IN ('1s', '1m', '1h', 'sample_1s', 'sample_1m')),
  source_id integer NOT NULL,
  sequence  bigint NOT NULL,
  PRIMARY KEY (tier, source_id)
);

-- Rows of the tier before this may be gone: they are read from the next coarser tier. Moved before partitions go.
CREATE TABLE telemetry.tier_horizon (
  tier text PRIMARY KEY CHECK (tier IN ('1s', '1m', '1h', '1d', 'sample_1s', 'sample_1m', 'sample_1h')),
  time timestamptz NOT NULL
);

-- type: counter, gauge or histogram. identity: SHA-256 of name, type, resource identity and labels.
CREATE TABLE telemetry.series (
  series_id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  identity    bytea NOT NULL UNIQUE,
  resource_id integer NOT NULL,
  name        text NOT NULL,
  type        text NOT NULL CHECK (type IN ('counter', 'gauge', 'histogram')),
  unit        text NOT NULL,
  labels      jsonb NOT NULL,
  first_seen  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX series_name ON telemetry.series (name);

-- value: of a counter cumulative, of a histogram its count. rebucketed: the sketch was not in our base.
CREATE TABLE telemetry.sample_1s (
  series_id  integer NOT NULL,
  time       timestamptz NOT NULL,
  source_id  integer NOT NULL,
  sequence   bigint NOT NULL,
  value      double precision NOT NULL,
  sum        double precision,
  sketch     bytea,
  rebucketed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (series_id, time)
) PARTITION BY RANGE (time);
CREATE INDEX sample_1s_sequence ON telemetry.sample_1s (source_id, sequence);

-- Several rows of one series and time are parts of one: first is the part's with the lowest first_at, last
-- the one's with the highest last_at. sum: of the values; of a histogram, sketch and sum are those of last.
CREATE TABLE telemetry.sample_1m (
  series_id integer NOT NULL, time timestamptz NOT NULL, source_id integer NOT NULL, sequence bigint NOT NULL,
  samples integer NOT NULL, first_at timestamptz NOT NULL, last_at timestamptz NOT NULL,
  first double precision NOT NULL, last double precision NOT NULL,
  min double precision NOT NULL, max double precision NOT NULL, sum double precision NOT NULL, sketch bytea
) PARTITION BY RANGE (time);
CREATE INDEX sample_1m_series ON telemetry.sample_1m (series_id, time);
CREATE INDEX sample_1m_sequence ON telemetry.sample_1m (source_id, sequence);
CREATE TABLE telemetry.sample_1h (LIKE telemetry.sample_1m) PARTITION BY RANGE (time);
CREATE INDEX sample_1h_series ON telemetry.sample_1h (series_id, time);

CREATE TABLE telemetry.log_event (
  time_ns      bigint NOT NULL,
  payload_hash bytea NOT NULL,
  source_id    integer NOT NULL,
  sequence     bigint NOT NULL,
  resource_id  integer NOT NULL,
  severity     smallint NOT NULL,
  event_name   text NOT NULL,
  body         text,
  attributes   jsonb NOT NULL,
  trace_id     uuid,
  span_id      bigint,
  PRIMARY KEY (time_ns, payload_hash)
) PARTITION BY RANGE (time_ns);
CREATE INDEX log_event_name ON telemetry.log_event (event_name, time_ns);
CREATE INDEX log_event_sequence ON telemetry.log_event (event_name, source_id, sequence);
