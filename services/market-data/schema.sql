CREATE TABLE IF NOT EXISTS sample_shift (
  -- How the history is shifted onto today. This whole file is safe to run on every start.
  one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  anchor_date date NOT NULL,
  anchor_index integer NOT NULL,
  loaded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS stock_info (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  symbol varchar(16) NOT NULL UNIQUE,
  name text NOT NULL,
  exchange varchar(16) NOT NULL,
  security_type varchar(16) NOT NULL,
  list_date date,
  delist_date date,
  status varchar(16) NOT NULL,
  listing_board varchar(16),
  market_cap double precision,
  circulating_market_cap double precision,
  total_shares bigint,
  circulating_shares bigint,
  data_source varchar(16) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS trade_calendar (
  trade_date date NOT NULL,
  exchange varchar(16) NOT NULL,
  is_open boolean NOT NULL,
  day_type varchar(16) NOT NULL,
  holiday_name text,
  prev_trade_date date,
  next_trade_date date,
  PRIMARY KEY (exchange, trade_date)
);

-- `data_source` tells real prices (vega-datasets) from derived ones, here and below.
-- No unique key, as on the real platform: a loader that forgets to merge leaves duplicates.
CREATE TABLE IF NOT EXISTS daily_kline (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  symbol varchar(16) NOT NULL,
  trade_date date NOT NULL,
  interval_type varchar(4) NOT NULL,
  open double precision,
  high double precision,
  low double precision,
  close double precision,
  volume bigint,
  amount double precision,
  turnover_rate double precision,
  pe_ratio double precision,
  pb_ratio double precision,
  adj_factor double precision,
  data_source varchar(16) NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS minute_kline (
  ts timestamptz NOT NULL,
  symbol varchar(16) NOT NULL,
  exchange varchar(16) NOT NULL,
  interval_type varchar(8) NOT NULL,
  open double precision,
  high double precision,
  low double precision,
  close double precision,
  volume bigint,
  amount double precision,
  num_trades integer,
  vwap double precision,
  data_source varchar(16) NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (ts);
CREATE INDEX IF NOT EXISTS minute_kline_symbol_ts ON minute_kline (symbol, ts DESC);

CREATE TABLE IF NOT EXISTS tick_data (
  ts timestamptz NOT NULL,
  symbol varchar(16) NOT NULL,
  exchange varchar(16) NOT NULL,
  security_type varchar(16) NOT NULL,
  price double precision,
  volume bigint,
  amount double precision,
  direction smallint,
  buy_count integer,
  sell_count integer,
  bid_price double precision,
  ask_price double precision,
  data_source varchar(16) NOT NULL
) PARTITION BY RANGE (ts);
CREATE INDEX IF NOT EXISTS tick_data_symbol_ts ON tick_data (symbol, ts DESC);

CREATE TABLE IF NOT EXISTS fundamental_metrics (
  symbol varchar(16) NOT NULL,
  report_period date NOT NULL,
  report_type varchar(8) NOT NULL,
  revenue double precision,
  net_profit double precision,
  eps double precision,
  roe double precision,
  roa double precision,
  gross_margin double precision,
  net_margin double precision,
  debt_ratio double precision,
  current_ratio double precision,
  quick_ratio double precision,
  total_assets double precision,
  total_liabilities double precision,
  shareholders_equity double precision,
  operating_cash_flow double precision,
  data_source varchar(16) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (symbol, report_period, report_type)
);

CREATE TABLE IF NOT EXISTS technical_indicators (
  symbol varchar(16) NOT NULL,
  calc_date date NOT NULL,
  indicator_name varchar(32) NOT NULL,
  indicator_value double precision,
  indicator_params jsonb NOT NULL DEFAULT '{}',
  signal_line double precision,
  histogram double precision,
  upper_band double precision,
  lower_band double precision,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (symbol, calc_date, indicator_name)
) WITH (fillfactor = 70);

CREATE TABLE IF NOT EXISTS trade_signals (
  signal_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  strategy_id varchar(32) NOT NULL,
  strategy_name text NOT NULL,
  symbol varchar(16) NOT NULL,
  signal_time timestamptz NOT NULL DEFAULT now(),
  signal_type varchar(8) NOT NULL,
  signal_strength double precision NOT NULL,
  target_price double precision,
  stop_loss_price double precision,
  take_profit_price double precision,
  position_size bigint,
  signal_reason text,
  signal_status varchar(16) NOT NULL,
  executed_time timestamptz
);
CREATE INDEX IF NOT EXISTS trade_signals_time ON trade_signals (signal_time DESC);

CREATE TABLE IF NOT EXISTS data_source_status (
  source_name varchar(32) NOT NULL UNIQUE,
  source_type varchar(16) NOT NULL,
  health_status varchar(16) NOT NULL,
  last_update_time timestamptz,
  last_success_time timestamptz,
  last_error_time timestamptz,
  error_count bigint NOT NULL DEFAULT 0,
  success_count bigint NOT NULL DEFAULT 0,
  avg_response_time double precision,
  last_error_message text
) WITH (fillfactor = 50);

-- Partitions are made and dropped by functions, so that the statements' text stays the same whatever the name.
CREATE OR REPLACE FUNCTION make_partition(parent regclass, name text, from_time timestamptz, to_time timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
    name, parent, from_time, to_time);
END $$;

-- False when readers hold it: the next run tries again instead of queueing everybody behind the lock.
CREATE OR REPLACE FUNCTION drop_partition(name text)
RETURNS boolean LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
BEGIN
  EXECUTE format('DROP TABLE IF EXISTS %I', name);
  RETURN true;
EXCEPTION WHEN lock_not_available THEN
  RETURN false;
END $$;

-- What readers asked the caches for, so that a prewarm knows what to load after a restart.
CREATE TABLE IF NOT EXISTS cache_hot_key (
  key_pattern varchar(64) NOT NULL,
  cache_key varchar(200) NOT NULL,
  access_count bigint NOT NULL,
  last_access timestamptz NOT NULL,
  creation_time timestamptz NOT NULL,
  PRIMARY KEY (key_pattern, cache_key)
) WITH (fillfactor = 70);
