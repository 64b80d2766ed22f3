interface DefaultClassification {
  aliases?: string[];
  tables?: string[];
}

/** MyStocks' 34 classes of data with their older names and the tables that hold them. */
export const DEFAULT_CLASSIFICATIONS: Record<string, DefaultClassification> = {
  // market
  TICK_DATA: { aliases: ["tick_data", "ticks"], tables: ["tick_data", "tick_data_*"] },
  MINUTE_KLINE: { aliases: ["minute_kline", "minute_data"], tables: ["minute_kline", "minute_kline_*"] },
  ORDER_BOOK_DEPTH: { aliases: ["depth_data", "order_book"], tables: ["order_book_depth", "depth_data"] },
  LEVEL2_SNAPSHOT: { aliases: ["level2_data"], tables: ["level2_snapshot"] },
  INDEX_QUOTES: {
    aliases: ["index_data", "realtime_quotes"],
    tables: ["index_intraday_quotes", "index_quotes"],
  },
  DAILY_KLINE: { aliases: ["daily_kline", "daily_data"], tables: ["daily_kline", "daily_kline_*"] },
  // reference
  SYMBOLS_INFO: { aliases: ["symbol_info", "stock_info"], tables: ["stock_info", "symbols_info"] },
  INDUSTRY_CLASS: { aliases: ["industry_data"], tables: ["industry_class"] },
  CONCEPT_CLASS: { aliases: ["concept_data"], tables: ["concept_class"] },
  INDEX_CONSTITUENTS: { aliases: ["index_members"], tables: ["index_constituents"] },
  TRADE_CALENDAR: { aliases: ["trading_calendar"], tables: ["trade_calendar"] },
  FUNDAMENTAL_METRICS: { aliases: ["fundamental_data", "financial_report"], tables: ["fundamental_metrics"] },
  DIVIDEND_DATA: { aliases: ["dividends"], tables: ["dividend_data"] },
  SHAREHOLDER_DATA: { aliases: ["shareholders"], tables: ["shareholder_data"] },
  MARKET_RULES: { tables: ["market_rules"] },
  // derived
  TECHNICAL_INDICATORS: { aliases: ["indicators"], tables: ["technical_indicators"] },
  QUANT_FACTORS: { aliases: ["quantitative_factors"], tables: ["quant_factors", "quantitative_factors"] },
  MODEL_OUTPUT: { aliases: ["model_outputs"], tables: ["model_output", "model_outputs"] },
  TRADE_SIGNALS: { aliases: ["trading_signals"], tables: ["trade_signals", "trading_signals"] },
  BACKTEST_RESULTS: { tables: ["backtest_results"] },
  RISK_METRICS: { tables: ["risk_metrics"] },
  // transaction
  ORDER_RECORDS: { aliases: ["order_history"], tables: ["order_history", "order_records"] },
  TRADE_RECORDS: {
    aliases: ["transaction_records", "trade_history"],
    tables: ["trade_history", "trade_records"],
  },
  POSITION_HISTORY: { aliases: ["position_records"], tables: ["position_history"] },
  FUND_FLOW: { aliases: ["fund_flows"], tables: ["fund_flow", "fund_flow_*"] },
  // transaction, hot
  REALTIME_POSITIONS: { aliases: ["positions"], tables: ["realtime_positions"] },
  REALTIME_ACCOUNT: { aliases: ["account_funds"], tables: ["realtime_account", "account_funds"] },
  ORDER_QUEUE: { aliases: ["active_orders"], tables: ["order_queue"] },
  // metadata
  DATA_SOURCE_STATUS: { aliases: ["source_status"], tables: ["data_source_status"] },
  TASK_SCHEDULE: { aliases: ["task_schedules"], tables: ["task_schedule"] },
  STRATEGY_PARAMS: { aliases: ["strategy_parameters"], tables: ["strategy_params"] },
  SYSTEM_CONFIG: { aliases: ["system_configuration"], tables: ["system_config"] },
  DATA_QUALITY_METRICS: {
    aliases: ["quality_metrics"],
    tables: ["data_quality_metrics", "data_quality_checks"],
  },
  USER_CONFIG: { aliases: ["user_settings"], tables: ["user_config"] },
};
