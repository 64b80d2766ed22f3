/**
 * What SQL of a contract's author may be made of. Closed lists: what PostgreSQL adds or an extension brings is refused
 * until somebody has looked at it.
 */

/** Nodes of the parse tree that read, compute or name; none that writes, locks, calls out or defines. */
// prettier-ignore
export const ALLOWED_NODES = new Set([
  "SelectStmt", "ResTarget", "ColumnRef", "A_Star", "A_Const", "A_Expr", "A_ArrayExpr", "A_Indices", "A_Indirection",
  "BoolExpr", "NullTest", "BooleanTest", "CaseExpr", "CaseWhen", "CoalesceExpr", "MinMaxExpr", "RowExpr", "SubLink",
  "FuncCall", "TypeCast", "TypeName", "SQLValueFunction", "SortBy", "WindowDef", "GroupingSet", "GroupingFunc",
  "RangeVar", "RangeSubselect", "JoinExpr", "CommonTableExpr", "WithClause", "Alias", "List", "String", "Integer",
  "Float", "Boolean", "BitString",
]);

/** Functions of pg_catalog that depend on their arguments only and take time in proportion to them. */
// prettier-ignore
export const ALLOWED_FUNCTIONS = new Set([
  "count", "sum", "avg", "min", "max", "bool_and", "bool_or", "every", "stddev", "stddev_pop", "stddev_samp", "variance",
  "var_pop", "var_samp", "corr", "covar_pop", "covar_samp", "percentile_cont", "percentile_disc", "mode", "regr_slope",
  "regr_intercept", "regr_r2", "any_value",
  "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value", "last_value",
  "nth_value",
  "abs", "ceil", "ceiling", "floor", "round", "trunc", "sign", "mod", "power", "sqrt", "exp", "ln", "log", "greatest",
  "least", "div", "width_bucket",
  "length", "char_length", "character_length", "lower", "upper", "btrim", "ltrim", "rtrim", "trim", "substr", "substring",
  "left", "right", "position", "strpos", "starts_with", "split_part", "replace", "translate", "concat", "md5",
  "extract", "date_part", "date_trunc", "date_bin", "age", "timezone", "make_date", "make_interval", "make_timestamptz",
  "now", "isfinite", "justify_hours", "to_timestamp",
  "coalesce", "nullif", "num_nonnulls", "num_nulls", "array_length", "cardinality", "like_escape", "similar_to_escape",
  "overlaps", "overlay",
]);

/** Types a cast may name: plain values. No `reg…` type, which looks names up, and none of a user's. */
// prettier-ignore
export const ALLOWED_TYPES = new Set([
  "bool", "boolean", "int2", "int4", "int8", "smallint", "integer", "int", "bigint", "numeric", "decimal", "float4",
  "float8", "real", "text", "varchar", "bpchar", "char", "date", "time", "timetz", "timestamp", "timestamptz", "interval",
  "uuid",
]);

/** The clock; not who is connected, or where. */
// prettier-ignore
export const ALLOWED_VALUE_FUNCTIONS = new Set([
  "SVFOP_CURRENT_DATE", "SVFOP_CURRENT_TIMESTAMP", "SVFOP_CURRENT_TIMESTAMP_N", "SVFOP_LOCALTIMESTAMP",
  "SVFOP_LOCALTIMESTAMP_N",
]);
