"""A service that knows nothing of telemetry; `opentelemetry-instrument` starts it."""

import sys

import psycopg2

connection = psycopg2.connect(sys.argv[1])
connection.autocommit = True
cursor = connection.cursor()
cursor.execute("CREATE TABLE IF NOT EXISTS minute_kline (symbol text, volume bigint)")
for volume in range(200):
    cursor.execute("INSERT INTO minute_kline (symbol, volume) VALUES (%s, %s)", ("600000.SH", volume))
connection.close()
