-- Every stored span once, whether still in span or already in kept_span.
CREATE VIEW telemetry.spans AS
SELECT * FROM telemetry.span WHERE end_ns >= (SELECT end_ns FROM telemetry.span_horizon)
UNION ALL
SELECT * FROM telemetry.kept_span WHERE end_ns < (SELECT end_ns FROM telemetry.span_horizon);

-- The records of the former monitoring database, under its names. PARTIAL: failed after it had done some rows.
-- end_ns is for fast windows: WHERE end_ns >= extract(epoch FROM …) * 1000000000.
CREATE VIEW telemetry.operation_log AS
SELECT
  replace(s.trace_id::text, '-', '') || '-' || lpad(to_hex(s.span_id), 16, '0') AS operation_id,
  o.type AS operation_type,
  o.classification,
  o.database_system AS target_database,
  o.database AS database_name,
  o.collection AS table_name,
  s.rows AS record_count,
  CASE WHEN s.marks & 4 = 0 THEN 'SUCCESS' WHEN s.rows > 0 THEN 'PARTIAL' ELSE 'FAILED' END AS status,
  s.status_message AS error_message,
  s.duration_ns / 1000000.0 AS execution_time_ms,
  to_timestamp((s.end_ns - s.duration_ns) / 1000000000.0) AS start_time,
  to_timestamp(s.end_ns / 1000000000.0) AS end_time,
  s.attributes ->> 'user_agent.original' AS user_agent,
  s.attributes ->> 'client.address' AS client_ip,
  s.attributes AS additional_info,
  o.service,
  o.operation,
  o.kind,
  s.bytes,
  st.text AS statement,
  s.marks & 2 <> 0 AS is_critical,
  s.marks & 3 <> 0 AS is_slow,
  s.trace_id,
  s.end_ns
FROM telemetry.spans s
JOIN telemetry.operation o USING (operation_id)
LEFT JOIN telemetry.statement st USING (statement_id);

-- HTTP requests served: server spans.
CREATE VIEW telemetry.request_log AS
SELECT
  replace(s.trace_id::text, '-', '') || '-' || lpad(to_hex(s.span_id), 16, '0') AS request_id,
  r.service,
  r.instance,
  s.attributes ->> 'http.request.method' AS method,
  coalesce(s.attributes ->> 'http.route', s.name) AS endpoint,
  CASE WHEN s.attributes ->> 'http.response.status_code' ~ '^\d{3}$'
    THEN (s.attributes ->> 'http.response.status_code')::integer END AS status,
  s.status = 2 OR s.marks & 4 <> 0 OR coalesce(s.attributes ->> 'http.response.status_code' ~ '^5\d\d$', false) AS failed,
  s.status_message AS error_message,
  s.duration_ns / 1000000.0 AS execution_time_ms,
  to_timestamp((s.end_ns - s.duration_ns) / 1000000000.0) AS start_time,
  to_timestamp(s.end_ns / 1000000000.0) AS end_time,
  s.attributes ->> 'user_agent.original' AS user_agent,
  s.attributes ->> 'client.address' AS client_ip,
  s.attributes AS additional_info,
  s.trace_id,
  s.end_ns
FROM telemetry.spans s
JOIN telemetry.resource r USING (resource_id)
WHERE s.kind = 2;
