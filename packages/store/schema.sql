-- Made by `node packages/store/write-schema.ts` from the migrations. Do not edit.

TABLE alerting.alert (
  alert_id bigint NOT NULL IDENTITY,
  shard smallint NOT NULL,
  fingerprint bytea NOT NULL,
  episode integer NOT NULL,
  source text NOT NULL,
  also_from text[] NOT NULL DEFAULT '{}'::text[],
  rule text NOT NULL,
  file text NOT NULL DEFAULT ''::text,
  group_name text NOT NULL DEFAULT ''::text,
  level text NOT NULL,
  type text NOT NULL,
  labels jsonb NOT NULL,
  annotations jsonb NOT NULL,
  condition text NOT NULL,
  handling text NOT NULL DEFAULT 'open'::text,
  muted_by uuid[] NOT NULL DEFAULT '{}'::uuid[],
  value double precision,
  active_since timestamp with time zone NOT NULL,
  fired_at timestamp with time zone,
  resolved_at timestamp with time zone,
  last_seen_at timestamp with time zone NOT NULL,
  end_reason text,
  occurrences integer NOT NULL DEFAULT 1,
  is_flapping boolean NOT NULL DEFAULT false,
  acknowledged_by text,
  acknowledged_at timestamp with time zone,
  acknowledged_until timestamp with time zone,
  assignee text,
  closed_by text,
  closed_at timestamp with time zone,
  notes text,
  evidence jsonb
)
  CHECK ((condition = ANY (ARRAY['pending'::text, 'firing'::text, 'no_data'::text, 'resolved'::text])))
  CHECK ((handling = ANY (ARRAY['open'::text, 'acknowledged'::text, 'closed'::text])))
  CHECK ((level = ANY (ARRAY['CRITICAL'::text, 'WARNING'::text, 'INFO'::text])))
  CHECK ((source = ANY (ARRAY['rule'::text, 'service'::text, 'prometheus'::text])))
  FOREIGN KEY (shard) REFERENCES alerting.shard(shard)
  CREATE UNIQUE INDEX alert_fingerprint_episode_key ON alerting.alert USING btree (fingerprint, episode)
  CREATE INDEX alert_live ON alerting.alert USING btree (shard) WHERE (condition <> 'resolved'::text)
  CREATE UNIQUE INDEX alert_pkey ON alerting.alert USING btree (alert_id)
  CREATE INDEX alert_rule ON alerting.alert USING btree (rule, active_since)
  CREATE INDEX alert_time ON alerting.alert USING btree (active_since)

TABLE alerting.audit (
  audit_id bigint NOT NULL IDENTITY,
  at timestamp with time zone NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  before jsonb,
  after jsonb
)
  CREATE UNIQUE INDEX audit_pkey ON alerting.audit USING btree (audit_id)
  CREATE INDEX audit_time ON alerting.audit USING btree (at)

TABLE alerting.notification (
  notification_id bigint NOT NULL IDENTITY,
  shard smallint NOT NULL,
  sequence bigint NOT NULL,
  alert_id bigint NOT NULL,
  receiver text NOT NULL,
  delivery_id text NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp with time zone NOT NULL DEFAULT now(),
  last_status integer,
  last_error text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  sent_at timestamp with time zone,
  batch text
)
  CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'confirmed'::text, 'dead'::text, 'superseded'::text, 'muted'::text])))
  FOREIGN KEY (alert_id) REFERENCES alerting.alert(alert_id)
  CREATE INDEX notification_alert ON alerting.notification USING btree (alert_id)
  CREATE UNIQUE INDEX notification_delivery_id_key ON alerting.notification USING btree (delivery_id)
  CREATE UNIQUE INDEX notification_pkey ON alerting.notification USING btree (notification_id)
  CREATE INDEX notification_waiting ON alerting.notification USING btree (next_attempt_at) WHERE (state = 'waiting'::text)

TABLE alerting.report_delivery (
  report_id bigint NOT NULL,
  receiver text NOT NULL,
  delivery_id text NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp with time zone NOT NULL DEFAULT now(),
  last_status integer,
  last_error text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  sent_at timestamp with time zone
)
  CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'dead'::text])))
  CREATE UNIQUE INDEX report_delivery_delivery_id_key ON alerting.report_delivery USING btree (delivery_id)
  CREATE UNIQUE INDEX report_delivery_pkey ON alerting.report_delivery USING btree (report_id, receiver)
  CREATE INDEX report_delivery_waiting ON alerting.report_delivery USING btree (next_attempt_at) WHERE (state = 'waiting'::text)

TABLE alerting.rule_file (
  name text NOT NULL,
  version integer NOT NULL,
  origin text NOT NULL,
  content text,
  tests text,
  author text NOT NULL,
  comment text NOT NULL DEFAULT ''::text,
  created_at timestamp with time zone NOT NULL DEFAULT now()
)
  CHECK ((origin = ANY (ARRAY['file'::text, 'api'::text])))
  CREATE UNIQUE INDEX rule_file_pkey ON alerting.rule_file USING btree (name, version)

TABLE alerting.rule_state (
  rule_id text NOT NULL,
  shard smallint NOT NULL,
  state jsonb NOT NULL,
  judged_at timestamp with time zone NOT NULL
)
  FOREIGN KEY (shard) REFERENCES alerting.shard(shard)
  CREATE UNIQUE INDEX rule_state_pkey ON alerting.rule_state USING btree (rule_id)
  CREATE INDEX rule_state_shard ON alerting.rule_state USING btree (shard)

TABLE alerting.shard (
  shard smallint NOT NULL,
  epoch bigint NOT NULL DEFAULT 0,
  owner text,
  expires_at timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
  sequence bigint NOT NULL DEFAULT 0,
  published bigint NOT NULL DEFAULT 0,
  judged_at timestamp with time zone
)
  CREATE UNIQUE INDEX shard_pkey ON alerting.shard USING btree (shard)

TABLE alerting.silence (
  silence_id uuid NOT NULL,
  matchers jsonb NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  recurrence jsonb,
  ends_with_alert bigint,
  created_by text NOT NULL,
  comment text NOT NULL,
  origin text NOT NULL DEFAULT 'monitor'::text,
  mirrors jsonb NOT NULL DEFAULT '{}'::jsonb,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  expired_at timestamp with time zone
)
  CHECK ((origin = ANY (ARRAY['monitor'::text, 'alertmanager'::text])))
  FOREIGN KEY (ends_with_alert) REFERENCES alerting.alert(alert_id)
  CREATE UNIQUE INDEX silence_pkey ON alerting.silence USING btree (silence_id)

TABLE alerting.transition (
  shard smallint NOT NULL,
  sequence bigint NOT NULL,
  alert_id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  actor text,
  event jsonb NOT NULL
)
  FOREIGN KEY (alert_id) REFERENCES alerting.alert(alert_id)
  FOREIGN KEY (shard) REFERENCES alerting.shard(shard)
  CREATE INDEX transition_alert ON alerting.transition USING btree (alert_id, sequence)
  CREATE UNIQUE INDEX transition_pkey ON alerting.transition USING btree (shard, sequence)
  CREATE INDEX transition_time ON alerting.transition USING btree (at)

TABLE auth.session (
  hash bytea NOT NULL,
  token_id integer NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL
)
  CHECK ((octet_length(hash) = 32))
  FOREIGN KEY (token_id) REFERENCES auth.token(token_id) ON DELETE CASCADE
  CREATE INDEX session_expires_at ON auth.session USING btree (expires_at)
  CREATE UNIQUE INDEX session_pkey ON auth.session USING btree (hash)

TABLE auth.token (
  token_id integer NOT NULL IDENTITY,
  hash bytea NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  revoked_at timestamp with time zone
)
  CHECK ((octet_length(hash) = 32))
  CHECK ((role = ANY (ARRAY['viewer'::text, 'operator'::text, 'admin'::text])))
  CREATE UNIQUE INDEX token_hash_key ON auth.token USING btree (hash)
  CREATE UNIQUE INDEX token_pkey ON auth.token USING btree (token_id)

TABLE jobs.job (
  job text NOT NULL,
  schedule jsonb NOT NULL,
  first_seen timestamp with time zone NOT NULL DEFAULT now(),
  decided_until timestamp with time zone NOT NULL DEFAULT date_trunc('milliseconds'::text, clock_timestamp()),
  role text,
  policy jsonb NOT NULL DEFAULT '{}'::jsonb,
  retired_at timestamp with time zone,
  paused_at timestamp with time zone,
  resumed_at timestamp with time zone,
  paused_by text,
  paused_reason text
)
  CREATE UNIQUE INDEX job_pkey ON jobs.job USING btree (job)

TABLE jobs.run (
  job text NOT NULL,
  planned timestamp with time zone NOT NULL,
  state text NOT NULL,
  cause text,
  owner text,
  attempt integer NOT NULL DEFAULT 0,
  claimed_at timestamp with time zone NOT NULL DEFAULT now(),
  started_at timestamp with time zone,
  lease_until timestamp with time zone,
  finished_at timestamp with time zone,
  failures integer NOT NULL DEFAULT 0,
  lost integer NOT NULL DEFAULT 0,
  asked_by text,
  asked_why text,
  cancel text,
  figures json
)
  CHECK ((state = ANY (ARRAY['running'::text, 'requested'::text, 'ok'::text, 'failed'::text, 'missed'::text, 'superseded'::text, 'skipped'::text, 'skipped_overlap'::text, 'skipped_calendar'::text, 'skipped_paused'::text, 'calendar_unknown'::text])))
  CREATE UNIQUE INDEX run_pkey ON jobs.run USING btree (job, planned)
  CREATE INDEX run_planned ON jobs.run USING btree (planned)
  CREATE UNIQUE INDEX run_requested ON jobs.run USING btree (job) WHERE (state = 'requested'::text)
  CREATE UNIQUE INDEX run_running ON jobs.run USING btree (job) WHERE (state = 'running'::text)

TABLE jobs.tally (
  job text NOT NULL,
  state text NOT NULL,
  runs bigint NOT NULL,
  seconds double precision NOT NULL,
  last_planned timestamp with time zone NOT NULL,
  last_at timestamp with time zone NOT NULL,
  last_seconds double precision,
  last_lateness_seconds double precision
)
  CREATE UNIQUE INDEX tally_pkey ON jobs.tally USING btree (job, state)

TABLE quality.accepted_day (
  dataset_id integer NOT NULL,
  day date NOT NULL,
  accepted_by text NOT NULL,
  why text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now()
)
  FOREIGN KEY (dataset_id) REFERENCES quality.dataset(dataset_id)
  CREATE UNIQUE INDEX accepted_day_pkey ON quality.accepted_day USING btree (dataset_id, day)

TABLE quality.dataset (
  dataset_id integer NOT NULL IDENTITY,
  dataset text NOT NULL,
  table_name text NOT NULL DEFAULT ''::text,
  classification text NOT NULL DEFAULT ''::text,
  owner text NOT NULL DEFAULT ''::text,
  sequence bigint NOT NULL DEFAULT 0,
  published bigint NOT NULL DEFAULT 0,
  server text NOT NULL DEFAULT ''::text
)
  CREATE UNIQUE INDEX dataset_dataset_key ON quality.dataset USING btree (dataset)
  CREATE UNIQUE INDEX dataset_pkey ON quality.dataset USING btree (dataset_id)

TABLE quality.day (
  dataset_id integer NOT NULL,
  day date NOT NULL,
  check_id text NOT NULL,
  verdict text NOT NULL,
  worst text NOT NULL,
  runs integer NOT NULL,
  value double precision,
  measured double precision,
  is_backfill boolean NOT NULL,
  fingerprint text NOT NULL,
  run_id bigint NOT NULL,
  judged_at timestamp with time zone NOT NULL
)
  FOREIGN KEY (dataset_id) REFERENCES quality.dataset(dataset_id)
  CREATE UNIQUE INDEX day_pkey ON quality.day USING btree (dataset_id, day, check_id)

TABLE quality.event (
  dataset_id integer NOT NULL,
  sequence bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  event jsonb NOT NULL
)
  FOREIGN KEY (dataset_id) REFERENCES quality.dataset(dataset_id)
  CREATE UNIQUE INDEX event_pkey ON quality.event USING btree (dataset_id, sequence)
  CREATE INDEX event_time ON quality.event USING btree (at)

TABLE quality.report (
  report_id bigint NOT NULL IDENTITY,
  name text NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  report jsonb NOT NULL
)
  CREATE UNIQUE INDEX report_name_made_at_key ON quality.report USING btree (name, made_at)
  CREATE UNIQUE INDEX report_pkey ON quality.report USING btree (report_id)
  CREATE INDEX report_time ON quality.report USING btree (made_at)

TABLE quality.result (
  run_id bigint NOT NULL,
  check_id text NOT NULL,
  kind text NOT NULL,
  verdict text NOT NULL,
  value double precision,
  bound text,
  failed_rows bigint,
  total_rows bigint,
  reason jsonb NOT NULL,
  why_en text NOT NULL,
  why_zh text NOT NULL,
  details jsonb NOT NULL,
  expires_at timestamp with time zone NOT NULL DEFAULT (now() + '365 days'::interval)
) PARTITION BY RANGE (expires_at)
  CHECK ((verdict = ANY (ARRAY['pass'::text, 'warn'::text, 'fail'::text, 'error'::text, 'skipped'::text, 'unknown'::text])))
  CREATE UNIQUE INDEX result_pkey ON ONLY quality.result USING btree (run_id, check_id, expires_at)

TABLE quality.run (
  run_id bigint NOT NULL IDENTITY,
  dataset_id integer NOT NULL,
  origin text NOT NULL,
  origin_key text,
  cause text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  duration_ms double precision NOT NULL,
  statements integer NOT NULL,
  fingerprint text NOT NULL DEFAULT ''::text,
  day date,
  is_current boolean NOT NULL DEFAULT true,
  asked_by text,
  asked_why text
)
  CHECK ((origin = ANY (ARRAY['contract'::text, 'service'::text])))
  FOREIGN KEY (dataset_id) REFERENCES quality.dataset(dataset_id)
  CREATE INDEX run_dataset ON quality.run USING btree (dataset_id, started_at)
  CREATE UNIQUE INDEX run_origin_key_key ON quality.run USING btree (origin_key)
  CREATE UNIQUE INDEX run_pkey ON quality.run USING btree (run_id)
  CREATE INDEX run_time ON quality.run USING btree (started_at)

TABLE quality.sample (
  run_id bigint NOT NULL,
  number integer NOT NULL,
  checks text[] NOT NULL,
  key jsonb NOT NULL,
  row jsonb NOT NULL,
  expires_at timestamp with time zone NOT NULL DEFAULT (now() + '365 days'::interval)
) PARTITION BY RANGE (expires_at)
  CREATE UNIQUE INDEX sample_pkey ON ONLY quality.sample USING btree (run_id, number, expires_at)

TABLE quality.state (
  dataset_id integer NOT NULL,
  origin text NOT NULL,
  check_id text NOT NULL,
  verdict text NOT NULL,
  since timestamp with time zone NOT NULL,
  run_id bigint NOT NULL,
  judged_at timestamp with time zone NOT NULL
)
  FOREIGN KEY (dataset_id) REFERENCES quality.dataset(dataset_id)
  CREATE UNIQUE INDEX state_pkey ON quality.state USING btree (dataset_id, check_id)

TABLE store.migration (
  number integer NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  oldest_code integer NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now()
)
  CREATE UNIQUE INDEX migration_pkey ON store.migration USING btree (number)

TABLE telemetry.compaction (
  tier text NOT NULL,
  source_id integer NOT NULL,
  sequence bigint NOT NULL
)
  CHECK ((tier = ANY (ARRAY['1s'::text, '1m'::text, '1h'::text, 'sample_1s'::text, 'sample_1m'::text])))
  CREATE UNIQUE INDEX compaction_pkey ON telemetry.compaction USING btree (tier, source_id)

TABLE telemetry.dead_letter (
  stored_at timestamp with time zone NOT NULL,
  source_id integer NOT NULL,
  number bigint NOT NULL,
  offset bigint NOT NULL,
  record_at timestamp with time zone NOT NULL,
  key bytea,
  headers jsonb NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  payload bytea NOT NULL,
  payload_bytes bigint NOT NULL,
  payload_hash bytea NOT NULL,
  replayed_at timestamp with time zone
) PARTITION BY RANGE (stored_at)
  CHECK ((code = ANY (ARRAY['malformed'::text, 'compressed'::text, 'too_large'::text, 'no_value'::text, 'refused'::text])))
  CREATE INDEX dead_letter_offset ON ONLY telemetry.dead_letter USING btree (source_id, "offset")
  CREATE UNIQUE INDEX dead_letter_pkey ON ONLY telemetry.dead_letter USING btree (source_id, number, stored_at)

VIEW telemetry.dead_letters (
  dead_letter_id text,
  topic text,
  partition integer,
  number bigint,
  offset bigint,
  stored_at timestamp with time zone,
  record_at timestamp with time zone,
  code text,
  reason text,
  payload_bytes bigint,
  truncated boolean,
  replayed_at timestamp with time zone
)

TABLE telemetry.dropped (
  source_id integer NOT NULL,
  signal text NOT NULL,
  reason text NOT NULL,
  count bigint NOT NULL
)
  CHECK ((signal = ANY (ARRAY['spans'::text, 'samples'::text, 'logs'::text])))
  CREATE UNIQUE INDEX dropped_pkey ON telemetry.dropped USING btree (source_id, signal, reason)

TABLE telemetry.kept_span (
  end_ns bigint NOT NULL,
  duration_ns bigint NOT NULL,
  span_id bigint NOT NULL,
  parent_span_id bigint,
  trace_id uuid NOT NULL,
  operation_id integer,
  statement_id bigint,
  resource_id integer NOT NULL,
  kind smallint NOT NULL,
  status smallint NOT NULL,
  marks smallint NOT NULL,
  rows bigint,
  bytes bigint,
  name text NOT NULL,
  status_message text,
  attributes jsonb
) PARTITION BY RANGE (end_ns)
  CREATE UNIQUE INDEX kept_span_end_ns_span_id_key ON ONLY telemetry.kept_span USING btree (end_ns, span_id)
  CREATE INDEX kept_span_marked ON ONLY telemetry.kept_span USING btree (end_ns) WHERE (marks <> 0)
  CREATE INDEX kept_span_request ON ONLY telemetry.kept_span USING btree (end_ns) WHERE (kind = 2)
  CREATE INDEX kept_span_trace ON ONLY telemetry.kept_span USING btree (trace_id)

TABLE telemetry.log_event (
  time_ns bigint NOT NULL,
  payload_hash bytea NOT NULL,
  source_id integer NOT NULL,
  sequence bigint NOT NULL,
  resource_id integer NOT NULL,
  severity smallint NOT NULL,
  event_name text NOT NULL,
  body text,
  attributes jsonb NOT NULL,
  trace_id uuid,
  span_id bigint
) PARTITION BY RANGE (time_ns)
  CREATE INDEX log_event_name ON ONLY telemetry.log_event USING btree (event_name, time_ns)
  CREATE UNIQUE INDEX log_event_pkey ON ONLY telemetry.log_event USING btree (time_ns, payload_hash)
  CREATE INDEX log_event_sequence ON ONLY telemetry.log_event USING btree (event_name, source_id, sequence)

TABLE telemetry.operation (
  operation_id integer NOT NULL IDENTITY,
  service text NOT NULL,
  operation text NOT NULL,
  type text NOT NULL,
  kind text NOT NULL,
  classification text NOT NULL,
  database_system text NOT NULL,
  database text NOT NULL,
  collection text NOT NULL,
  first_seen timestamp with time zone NOT NULL DEFAULT now()
)
  CHECK ((kind = ANY (ARRAY['tracked'::text, 'database'::text])))
  CREATE UNIQUE INDEX operation_pkey ON telemetry.operation USING btree (operation_id)
  CREATE UNIQUE INDEX operation_service_operation_type_kind_classification_databa_key ON telemetry.operation USING btree (service, operation, type, kind, classification, database_system, database, collection)

VIEW telemetry.operation_log (
  operation_id text,
  operation_type text,
  classification text,
  target_database text,
  database_name text,
  table_name text,
  record_count bigint,
  status text,
  error_message text,
  execution_time_ms numeric,
  start_time timestamp with time zone,
  end_time timestamp with time zone,
  user_agent text,
  client_ip text,
  additional_info jsonb,
  service text,
  operation text,
  kind text,
  bytes bigint,
  statement text,
  is_critical boolean,
  is_slow boolean,
  trace_id uuid,
  end_ns bigint
)

TABLE telemetry.pulse_1d (
  source_id integer NOT NULL,
  sequence bigint NOT NULL,
  bucket timestamp with time zone NOT NULL,
  operation_id integer NOT NULL,
  count bigint NOT NULL,
  errors bigint NOT NULL,
  over_warning bigint NOT NULL,
  over_critical bigint NOT NULL,
  enclosed boolean NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  sum_ns numeric NOT NULL,
  max_ns bigint NOT NULL,
  sketch bytea NOT NULL
) PARTITION BY RANGE (bucket)
  CREATE INDEX pulse_1d_bucket ON ONLY telemetry.pulse_1d USING btree (bucket, operation_id)

TABLE telemetry.pulse_1h (
  source_id integer NOT NULL,
  sequence bigint NOT NULL,
  bucket timestamp with time zone NOT NULL,
  operation_id integer NOT NULL,
  count bigint NOT NULL,
  errors bigint NOT NULL,
  over_warning bigint NOT NULL,
  over_critical bigint NOT NULL,
  enclosed boolean NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  sum_ns numeric NOT NULL,
  max_ns bigint NOT NULL,
  sketch bytea NOT NULL
) PARTITION BY RANGE (bucket)
  CREATE INDEX pulse_1h_bucket ON ONLY telemetry.pulse_1h USING btree (bucket, operation_id)
  CREATE INDEX pulse_1h_sequence ON ONLY telemetry.pulse_1h USING btree (source_id, sequence)

TABLE telemetry.pulse_1m (
  source_id integer NOT NULL,
  sequence bigint NOT NULL,
  bucket timestamp with time zone NOT NULL,
  operation_id integer NOT NULL,
  count bigint NOT NULL,
  errors bigint NOT NULL,
  over_warning bigint NOT NULL,
  over_critical bigint NOT NULL,
  enclosed boolean NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  sum_ns numeric NOT NULL,
  max_ns bigint NOT NULL,
  sketch bytea NOT NULL
) PARTITION BY RANGE (bucket)
  CREATE INDEX pulse_1m_bucket ON ONLY telemetry.pulse_1m USING btree (bucket, operation_id)
  CREATE INDEX pulse_1m_sequence ON ONLY telemetry.pulse_1m USING btree (source_id, sequence)

TABLE telemetry.pulse_1s (
  source_id integer NOT NULL,
  sequence bigint NOT NULL,
  observed_at timestamp with time zone NOT NULL,
  bucket timestamp with time zone NOT NULL,
  operation_id integer NOT NULL,
  count bigint NOT NULL,
  errors bigint NOT NULL,
  over_warning bigint NOT NULL,
  over_critical bigint NOT NULL,
  enclosed boolean NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  sum_ns numeric NOT NULL,
  max_ns bigint NOT NULL,
  sketch bytea NOT NULL,
  exemplars jsonb
) PARTITION BY RANGE (observed_at)
  CREATE INDEX pulse_1s_bucket ON ONLY telemetry.pulse_1s USING btree (bucket, operation_id)
  CREATE INDEX pulse_1s_sequence ON ONLY telemetry.pulse_1s USING btree (source_id, sequence)

TABLE telemetry.pulse_batch (
  source_id integer NOT NULL,
  sequence bigint NOT NULL,
  observed_at timestamp with time zone NOT NULL,
  spans integer NOT NULL,
  duplicates integer NOT NULL,
  dropped jsonb,
  records integer NOT NULL DEFAULT 0,
  dead_letters integer NOT NULL DEFAULT 0,
  missing bigint NOT NULL DEFAULT 0,
  samples integer NOT NULL DEFAULT 0,
  sample_duplicates integer NOT NULL DEFAULT 0,
  logs integer NOT NULL DEFAULT 0,
  log_duplicates integer NOT NULL DEFAULT 0,
  late_operations integer NOT NULL DEFAULT 0
) PARTITION BY RANGE (observed_at)
  CREATE UNIQUE INDEX pulse_batch_pkey ON ONLY telemetry.pulse_batch USING btree (source_id, sequence, observed_at)

VIEW telemetry.recorder_ledger (
  source text,
  partition integer,
  signal text,
  received bigint,
  stored bigint,
  duplicates bigint,
  dropped bigint,
  dropped_by_reason jsonb
)

VIEW telemetry.request_log (
  request_id text,
  service text,
  instance text,
  method text,
  endpoint text,
  status integer,
  failed boolean,
  error_message text,
  execution_time_ms numeric,
  start_time timestamp with time zone,
  end_time timestamp with time zone,
  user_agent text,
  client_ip text,
  additional_info jsonb,
  trace_id uuid,
  end_ns bigint
)

TABLE telemetry.resource (
  resource_id integer NOT NULL IDENTITY,
  identity bytea NOT NULL,
  service text NOT NULL,
  instance text NOT NULL,
  attributes jsonb NOT NULL,
  first_seen timestamp with time zone NOT NULL DEFAULT now()
)
  CREATE UNIQUE INDEX resource_identity_key ON telemetry.resource USING btree (identity)
  CREATE UNIQUE INDEX resource_pkey ON telemetry.resource USING btree (resource_id)

TABLE telemetry.sample_1h (
  series_id integer NOT NULL,
  time timestamp with time zone NOT NULL,
  source_id integer NOT NULL,
  sequence bigint NOT NULL,
  samples integer NOT NULL,
  first_at timestamp with time zone NOT NULL,
  last_at timestamp with time zone NOT NULL,
  first double precision NOT NULL,
  last double precision NOT NULL,
  min double precision NOT NULL,
  max double precision NOT NULL,
  sum double precision NOT NULL,
  sketch bytea
) PARTITION BY RANGE ("time")
  CREATE INDEX sample_1h_series ON ONLY telemetry.sample_1h USING btree (series_id, "time")

TABLE telemetry.sample_1m (
  series_id integer NOT NULL,
  time timestamp with time zone NOT NULL,
  source_id integer NOT NULL,
  sequence bigint NOT NULL,
  samples integer NOT NULL,
  first_at timestamp with time zone NOT NULL,
  last_at timestamp with time zone NOT NULL,
  first double precision NOT NULL,
  last double precision NOT NULL,
  min double precision NOT NULL,
  max double precision NOT NULL,
  sum double precision NOT NULL,
  sketch bytea
) PARTITION BY RANGE ("time")
  CREATE INDEX sample_1m_sequence ON ONLY telemetry.sample_1m USING btree (source_id, sequence)
  CREATE INDEX sample_1m_series ON ONLY telemetry.sample_1m USING btree (series_id, "time")

TABLE telemetry.sample_1s (
  series_id integer NOT NULL,
  time timestamp with time zone NOT NULL,
  source_id integer NOT NULL,
  sequence bigint NOT NULL,
  value double precision NOT NULL,
  sum double precision,
  sketch bytea,
  rebucketed boolean NOT NULL DEFAULT false
) PARTITION BY RANGE ("time")
  CREATE UNIQUE INDEX sample_1s_pkey ON ONLY telemetry.sample_1s USING btree (series_id, "time")
  CREATE INDEX sample_1s_sequence ON ONLY telemetry.sample_1s USING btree (source_id, sequence)

TABLE telemetry.series (
  series_id integer NOT NULL IDENTITY,
  identity bytea NOT NULL,
  resource_id integer NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  unit text NOT NULL,
  labels jsonb NOT NULL,
  first_seen timestamp with time zone NOT NULL DEFAULT now()
)
  CHECK ((type = ANY (ARRAY['counter'::text, 'gauge'::text, 'histogram'::text])))
  CREATE UNIQUE INDEX series_identity_key ON telemetry.series USING btree (identity)
  CREATE INDEX series_name ON telemetry.series USING btree (name)
  CREATE UNIQUE INDEX series_pkey ON telemetry.series USING btree (series_id)

TABLE telemetry.source (
  source_id integer NOT NULL IDENTITY,
  source text NOT NULL,
  partition integer NOT NULL,
  next bigint NOT NULL DEFAULT 0,
  sequence bigint NOT NULL DEFAULT 0,
  published bigint NOT NULL DEFAULT 0,
  records bigint NOT NULL DEFAULT 0,
  dead_letters bigint NOT NULL DEFAULT 0,
  missing bigint NOT NULL DEFAULT 0,
  spans_received bigint NOT NULL DEFAULT 0,
  spans bigint NOT NULL DEFAULT 0,
  span_duplicates bigint NOT NULL DEFAULT 0,
  samples_received bigint NOT NULL DEFAULT 0,
  samples bigint NOT NULL DEFAULT 0,
  sample_duplicates bigint NOT NULL DEFAULT 0,
  logs_received bigint NOT NULL DEFAULT 0,
  logs bigint NOT NULL DEFAULT 0,
  log_duplicates bigint NOT NULL DEFAULT 0,
  late_operations bigint NOT NULL DEFAULT 0,
  newest_at timestamp with time zone,
  committed_at timestamp with time zone,
  dead_letters_numbered bigint NOT NULL DEFAULT 0,
  dead_letters_published bigint NOT NULL DEFAULT 0
)
  CREATE UNIQUE INDEX source_pkey ON telemetry.source USING btree (source_id)
  CREATE UNIQUE INDEX source_source_partition_key ON telemetry.source USING btree (source, partition)

TABLE telemetry.source_status (
  source_id integer NOT NULL,
  owner text NOT NULL,
  reported_at timestamp with time zone NOT NULL,
  high_watermark bigint,
  fetched_at timestamp with time zone,
  queued_records integer NOT NULL,
  queued_bytes bigint NOT NULL,
  oldest_queued_at timestamp with time zone
)
  CREATE UNIQUE INDEX source_status_pkey ON telemetry.source_status USING btree (source_id)

TABLE telemetry.span (
  end_ns bigint NOT NULL,
  duration_ns bigint NOT NULL,
  span_id bigint NOT NULL,
  parent_span_id bigint,
  trace_id uuid NOT NULL,
  operation_id integer,
  statement_id bigint,
  resource_id integer NOT NULL,
  kind smallint NOT NULL,
  status smallint NOT NULL,
  marks smallint NOT NULL,
  rows bigint,
  bytes bigint,
  name text NOT NULL,
  status_message text,
  attributes jsonb
) PARTITION BY RANGE (end_ns)
  CREATE UNIQUE INDEX span_end_ns_span_id_key ON ONLY telemetry.span USING btree (end_ns, span_id)
  CREATE INDEX span_marked ON ONLY telemetry.span USING btree (end_ns) WHERE (marks <> 0)
  CREATE INDEX span_request ON ONLY telemetry.span USING btree (end_ns) WHERE (kind = 2)
  CREATE INDEX span_trace ON ONLY telemetry.span USING btree (trace_id)

TABLE telemetry.span_horizon (
  singleton boolean NOT NULL DEFAULT true,
  end_ns bigint NOT NULL
)
  CHECK (singleton)
  CREATE UNIQUE INDEX span_horizon_pkey ON telemetry.span_horizon USING btree (singleton)

VIEW telemetry.spans (
  end_ns bigint,
  duration_ns bigint,
  span_id bigint,
  parent_span_id bigint,
  trace_id uuid,
  operation_id integer,
  statement_id bigint,
  resource_id integer,
  kind smallint,
  status smallint,
  marks smallint,
  rows bigint,
  bytes bigint,
  name text,
  status_message text,
  attributes jsonb
)

TABLE telemetry.statement (
  statement_id bigint NOT NULL,
  database_system text NOT NULL,
  fingerprint text,
  text text NOT NULL,
  first_seen timestamp with time zone NOT NULL DEFAULT now()
)
  CREATE UNIQUE INDEX statement_pkey ON telemetry.statement USING btree (statement_id)

TABLE telemetry.tier_horizon (
  tier text NOT NULL,
  time timestamp with time zone NOT NULL
)
  CHECK ((tier = ANY (ARRAY['1s'::text, '1m'::text, '1h'::text, '1d'::text, 'sample_1s'::text, 'sample_1m'::text, 'sample_1h'::text])))
  CREATE UNIQUE INDEX tier_horizon_pkey ON telemetry.tier_horizon USING btree (tier)

VIEW telemetry.whole_dead_letters (
  dead_letter_id text,
  topic text,
  partition integer,
  number bigint,
  offset bigint,
  stored_at timestamp with time zone,
  record_at timestamp with time zone,
  code text,
  reason text,
  payload_bytes bigint,
  truncated boolean,
  replayed_at timestamp with time zone,
  key bytea,
  headers jsonb,
  payload bytea
)
