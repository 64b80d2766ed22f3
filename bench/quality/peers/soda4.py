import logging
import tempfile

from loop import connection, serve
from soda_core.contracts import verify_contract_locally

logging.disable(logging.CRITICAL)
c = connection()
CONTRACT = """
dataset: market/{database}/public/daily_kline
columns:
  - name: close
    checks:
      - missing:
  - name: source
    checks:
      - invalid:
          valid_values: [tdx, akshare]
  - name: volume
    checks:
      - invalid:
          valid_min: 0
checks:
  - freshness:
      column: updated_at
      threshold:
        unit: day
        must_be_less_than: 3650
  - duplicate:
      columns: [symbol, trade_date]
  - failed_rows:
      expression: NOT (low <= least(open, close) AND high >= greatest(open, close) AND high >= low)
""".format(database=c["database"])
SOURCE = """
type: postgres
name: market
connection:
  host: {host}
  port: {port}
  user: {user}
  password: {password}
  database: {database}
""".format(**c)

folder = tempfile.mkdtemp()
open(folder + "/contract.yml", "w").write(CONTRACT)
open(folder + "/source.yml", "w").write(SOURCE)


def run():
    result = verify_contract_locally(
        contract_file_path=folder + "/contract.yml", data_source_file_path=folder + "/source.yml"
    )
    failed = {}
    for verification in result.contract_verification_results:
        for check in verification.check_results:
            failed[f"{check.check.name}:{check.check.column_name}"] = check.threshold_value
    if not failed:
        raise RuntimeError(result.get_errors_str())
    return {k: (v if isinstance(v, (int, float)) else str(v)) for k, v in failed.items()}


serve(run)
