"""flooded.py PORT SPEECH CALLERS SECONDS: two tenants, of which one makes many calls at once.

Prints the median ms of single calls of the other tenant alone, and the median beside the many in percent of that.
"""
import statistics
import sys
import threading
import time
from calls import Caller, inline

port, callers, seconds = int(sys.argv[1]), int(sys.argv[3]), float(sys.argv[4])
body = inline(open(sys.argv[2], "rb").read())
stop = threading.Event()


def flood():
    caller = Caller(port, key="many-many-many-many")
    while not stop.is_set():
        if caller.post(body) == 503:
            time.sleep(0.1)


def latency(caller):
    """The median ms of calls that are made one after another."""
    end, times = time.monotonic() + seconds, []
    while time.monotonic() < end:
        begin = time.monotonic()
        status, answer = caller.ask(body)
        if status != 200:
            sys.exit(f"A single call got {status}: {answer}")
        times.append(time.monotonic() - begin)
    return 1000 * statistics.median(times)


single = Caller(port, key="single-single-single")
latency(single)
alone = latency(single)
threads = [threading.Thread(target=flood) for _ in range(callers)]
for thread in threads:
    thread.start()
try:
    time.sleep(2)
    beside = latency(single)
finally:
    stop.set()
    for thread in threads:
        thread.join()
print(f"{alone:.0f} {100 * beside / alone:.0f}")
