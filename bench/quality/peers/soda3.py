import gc
import logging

from loop import connection, serve
from soda.scan import Scan

logging.disable(logging.CRITICAL)

CHECKS = """
checks for daily_kline:
  - missing_count(close) = 0
  - freshness(updated_at) < 3650d
  - duplicate_count(symbol, trade_date) = 0
  - invalid_count(source) = 0:
      valid values: [tdx, akshare]
  - invalid_count(volume) = 0:
      valid min: 0
  - failed rows:
      name: ohlc
      fail condition: NOT (low <= least(open, close) AND high >= greatest(open, close) AND high >= low)
"""


def configuration():
    c = connection()
    return f"""
data_source market:
  type: postgres
  host: {c['host']}
  port: "{c['port']}"
  username: {c['user']}
  password: {c['password']}
  database: {c['database']}
  schema: public
"""


def run():
    scan = Scan()
    scan.set_data_source_name("market")
    scan.disable_telemetry()
    scan.add_configuration_yaml_str(configuration())
    scan.add_sodacl_yaml_str(CHECKS)
    scan.execute()
    results = scan.get_scan_results()
    failed = {}
    for check in results["checks"]:
        value = (check.get("diagnostics") or {}).get("value")
        failed[check["name"]] = value if isinstance(value, (int, float)) else str(value)
    failed["outcomes"] = ",".join(str(check["outcome"]) for check in results["checks"])
    del scan
    gc.collect()
    return failed


serve(run)
