"""Runs a tool's checks once for each line on stdin and prints time, answers and peak memory as one line of JSON."""
import json
import resource
import sys
import time
from urllib.parse import urlparse


def connection():
    url = urlparse(sys.argv[1])
    return {
        "host": url.hostname,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "database": url.path.lstrip("/"),
    }


def serve(run):
    for _ in sys.stdin:
        began = time.perf_counter()
        failed = run()
        seconds = time.perf_counter() - began
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print("RESULT " + json.dumps({"seconds": seconds, "failed": failed, "rssMib": rss}), flush=True)
