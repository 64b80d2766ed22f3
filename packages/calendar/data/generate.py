"""Writes data/<MIC>.json and recorded/answers.json from two libraries' facts. Run once per update:

    pip install exchange_calendars==4.13.2 pandas_market_calendars==5.5.0
    python data/generate.py 20261124
    prettier --write data recorded

The argument is the version of the data: the day on which the facts were taken, YYYYMMDD. It must rise.
"""

import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

import exchange_calendars
import pandas
import pandas_market_calendars

PACKAGE = Path(__file__).resolve().parent.parent

# `last` is the last day that the exchange itself has announced, not the last one that a rule can compute: China and
# Hong Kong announce year by year, the New York exchanges three years ahead.
EXCHANGES = {
    "XSHG": dict(library="XSHG", peer="SSE", name="Shanghai Stock Exchange", first="2000-01-01", last="2026-12-31"),
    "XSHE": dict(library="XSHG", peer="SSE", name="Shenzhen Stock Exchange", first="2000-01-01", last="2026-12-31"),
    "XHKG": dict(library="XHKG", peer="HKEX", name="Stock Exchange of Hong Kong", first="2013-01-01", last="2026-12-31"),
    "XNYS": dict(library="XNYS", peer="NYSE", name="New York Stock Exchange", first="2000-01-01", last="2027-12-31"),
    "XNAS": dict(library="XNAS", peer="NASDAQ", name="Nasdaq", first="2000-01-01", last="2027-12-31"),
}
HOURS = {
    "XSHG": ["09:30-11:30", "13:00-15:00"],
    "XSHE": ["09:30-11:30", "13:00-15:00"],
    "XHKG": ["09:30-12:00", "13:00-16:00"],
    "XNYS": ["09:30-16:00"],
    "XNAS": ["09:30-16:00"],
}
SOURCES = [
    dict(name="exchange_calendars", version=version("exchange_calendars"), license="Apache-2.0"),
    dict(name="pandas_market_calendars", version=version("pandas_market_calendars"), license="MIT"),
]


def clock(instant, zone):
    return instant.tz_convert(zone).strftime("%H:%M")


def library_days(calendar):
    """Day to its sessions as wall clock times."""
    days = {}
    for day, row in calendar.schedule.iterrows():
        opens, closes = clock(row["open"], calendar.tz), clock(row["close"], calendar.tz)
        if pandas.isna(row["break_start"]):
            days[str(day.date())] = [f"{opens}-{closes}"]
        else:
            start, end = clock(row["break_start"], calendar.tz), clock(row["break_end"], calendar.tz)
            days[str(day.date())] = [f"{opens}-{start}", f"{end}-{closes}"]
    return days


def peer_days(name, first, last, zone):
    schedule = pandas_market_calendars.get_calendar(name).schedule(first, last)
    return {
        str(day.date()): f'{clock(row["market_open"], zone)}-{clock(row["market_close"], zone)}'
        for day, row in schedule.iterrows()
    }


def describe(mic, data_version):
    exchange = EXCHANGES[mic]
    first, last = exchange["first"], exchange["last"]
    calendar = exchange_calendars.get_calendar(exchange["library"], start=first, end=last)
    days = library_days(calendar)
    peer = peer_days(exchange["peer"], first, last, calendar.tz)
    holidays, special, differences = [], {}, []
    for stamp in pandas.date_range(first, last):
        day = str(stamp.date())
        weekday = stamp.weekday() < 5
        # Closures by weather and mourning stand in one library or the other; none of both invents one.
        is_open = day in days and day in peer
        if (day in days) != (day in peer):
            differences.append(day)
        if weekday and not is_open:
            holidays.append(day)
        if not is_open:
            continue
        sessions = days[day]
        if mic in ("XNYS", "XNAS") and sessions != [peer[day]]:
            sessions = [peer[day]]  # late openings of single days, which only the peer has
            differences.append(day)
        if sessions != HOURS[mic] or not weekday:
            special[day] = sessions
    data = dict(
        format=1,
        mic=mic,
        name=exchange["name"],
        version=data_version,
        license="Apache-2.0",
        sources=SOURCES,
        timeZone=str(calendar.tz),
        firstDay=first,
        lastDay=last,
        weekdays=[1, 2, 3, 4, 5],
        hours=[{"from": first, "sessions": HOURS[mic]}],
        closed=holidays,
        special=special,
    )
    return data, calendar, differences


def milliseconds(instant):
    return int(instant.value // 1_000_000)


def answers(mic, calendar, differences, rng):
    """What the library itself says at random minutes of random days: instant, its local day, whether the exchange
    trades on that day and at that instant, the next opening, the last closing, a later day, trading days up to it."""
    first, last = pandas.Timestamp(EXCHANGES[mic]["first"]), pandas.Timestamp(EXCHANGES[mic]["last"])
    rows = []
    while len(rows) < 100:
        day = first + pandas.Timedelta(days=rng.randrange(20, (last - first).days - 20))
        if any(abs((pandas.Timestamp(other) - day).days) < 15 for other in differences):
            continue
        near_open = rng.random() < 0.5
        minute = rng.randrange(9 * 60, 17 * 60) if near_open else rng.randrange(24 * 60)
        instant = (day.tz_localize(calendar.tz) + pandas.Timedelta(minutes=minute)).tz_convert("UTC")
        local = str(instant.tz_convert(calendar.tz).date())
        until = str((day + pandas.Timedelta(days=10)).date())
        rows.append(
            [
                milliseconds(instant),
                local,
                bool(calendar.is_session(local)),
                bool(calendar.is_open_on_minute(instant)),
                milliseconds(calendar.next_open(instant)),
                milliseconds(calendar.previous_close(instant)),
                until,
                int(len(calendar.sessions_in_range(local, until))),
            ]
        )
    return rows


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n")


def main():
    data_version = int(sys.argv[1])
    rng = random.Random(data_version)
    recorded = {}
    for mic in EXCHANGES:
        data, calendar, differences = describe(mic, data_version)
        write(PACKAGE / "data" / f"{mic}.json", data)
        recorded[mic] = answers(mic, calendar, differences, rng)
        print(mic, len(data["closed"]), "closed,", len(data["special"]), "special; libraries differ on", differences)
    write(PACKAGE / "recorded" / "answers.json", recorded)


main()
