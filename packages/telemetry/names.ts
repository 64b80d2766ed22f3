/** Every name of ours that goes over the wire: span attributes, metrics, log events. */
export const SCOPE = "@mystocks/telemetry";

export const OPERATION_NAME = "mystocks.operation.name";
export const OPERATION_TYPE = "mystocks.operation.type";
export const OPERATION_PARENT = "mystocks.operation.parent";
export const CLASSIFICATION = "mystocks.classification";
export const ROWS = "mystocks.rows";
export const BYTES = "mystocks.bytes";
export const SLOW = "mystocks.slow";
export const AUTO_ALERT = "mystocks.auto_alert";

export const DB_SYSTEM = "db.system.name";
export const DB_NAMESPACE = "db.namespace";
export const DB_COLLECTION = "db.collection.name";
export const ERROR_TYPE = "error.type";
export const HTTP_ROUTE = "http.route";
export const CLIENT_ADDRESS = "client.address";

export const ALERT_EVENT = "mystocks.alert";
export const QUALITY_EVENT = "mystocks.quality";
export const SLOW_OPERATION_EVENT = "mystocks.slow_operation";

export const OPERATION_DURATION = "mystocks_operation_duration_seconds";
export const OPERATION_ERRORS = "mystocks_operation_errors_total";
export const OPERATION_SLOW = "mystocks_operation_slow_total";
export const MARKET_DATA_POINTS = "mystocks_market_data_points_processed_total";
export const HTTP_REQUESTS = "mystocks_http_requests_total";
export const HTTP_DURATION = "mystocks_http_request_duration_seconds";

/** Upper bounds in seconds. Both thresholds of an operation (2 s, 5 s) are bounds, so a rule can count above them. */
export const OPERATION_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30];
/** MyStocks' own, which its dashboards and rules read. */
export const HTTP_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10];
