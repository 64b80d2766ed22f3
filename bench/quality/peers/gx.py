import great_expectations as gx
from loop import connection, serve

c = connection()
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False, "metric_calculations": False}
source = context.data_sources.add_postgres(
    "market",
    connection_string=f"postgresql+psycopg2://{c['user']}:{c['password']}@{c['host']}:{c['port']}/{c['database']}",
)
asset = source.add_table_asset("daily_kline", table_name="daily_kline")
batch = asset.add_batch_definition_whole_table("all")
suite = context.suites.add(gx.ExpectationSuite(name="six"))
e = gx.expectations
import datetime

suite.add_expectation(e.ExpectColumnValuesToNotBeNull(column="close"))
suite.add_expectation(e.ExpectColumnMaxToBeBetween(column="updated_at", min_value=datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)))
suite.add_expectation(e.ExpectCompoundColumnsToBeUnique(column_list=["symbol", "trade_date"]))
suite.add_expectation(e.ExpectColumnValuesToBeInSet(column="source", value_set=["tdx", "akshare"]))
suite.add_expectation(e.ExpectColumnValuesToBeBetween(column="volume", min_value=0))
suite.add_expectation(
    e.UnexpectedRowsExpectation(
        unexpected_rows_query="SELECT * FROM {batch} WHERE NOT (low <= least(open, close) AND high >= greatest(open, close) AND high >= low)"
    )
)
validation = context.validation_definitions.add(gx.ValidationDefinition(name="six", data=batch, suite=suite))


def run():
    result = validation.run(result_format="SUMMARY")
    failed = {}
    for r in result.results:
        key = r.expectation_config.type + ":" + str(r.expectation_config.kwargs.get("column", ""))
        failed[key] = r.result.get("unexpected_count", r.result.get("observed_value"))
        if not isinstance(failed[key], (int, float)):
            failed[key] = str(failed[key])
        if r.exception_info.get("raised_exception"):
            failed[key] = "error " + str(r.exception_info)
    return failed


serve(run)
