-- Reports of quality that receivers are told of: one row a report and receiver, written by alerting alone. `report_id` is
-- that of quality.report. `delivery_id` is the same at each attempt, so that a receiver which keeps ids sees each once.
CREATE TABLE alerting.report_delivery (
  report_id       bigint NOT NULL,
  receiver        text NOT NULL,
  delivery_id     text NOT NULL UNIQUE,
  state           text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_status     integer,
  last_error      text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  sent_at         timestamptz,
  PRIMARY KEY (report_id, receiver)
);
CREATE INDEX report_delivery_waiting ON alerting.report_delivery (next_attempt_at) WHERE state = 'waiting';
