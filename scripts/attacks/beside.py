"""beside.py PORT SPEECH KEY ROUNDS COMMAND …: runs a command beside a caller that transcribes speech in a loop, from an address of its own.

An empty key is none. In each round the caller is first alone, so that other load on the machine counts for both. Prints the calls per
second of that caller alone, and those beside the command in percent.
"""
import subprocess
import sys
import time
from calls import Caller, inline

WARM_UP, ALONE = 3, 5

port, speech, key, rounds, *command = sys.argv[1:]
caller = Caller(int(port), "127.0.0.2", key)
body = inline(open(speech, "rb").read())


class Rate:
    """The calls per second over all rounds."""

    def __init__(self):
        self._calls, self._seconds = 0, 0.0

    @property
    def value(self):
        return self._calls / self._seconds

    def measure(self, goes_on):
        begin = time.monotonic()
        while goes_on(time.monotonic() - begin):
            status, answer = caller.ask(body)
            if status != 200:
                sys.exit(f"The caller beside the attack got {status}: {answer}")
            self._calls += 1
        self._seconds += time.monotonic() - begin


alone, beside = Rate(), Rate()
Rate().measure(lambda elapsed: elapsed < WARM_UP)
for _ in range(int(rounds)):
    alone.measure(lambda elapsed: elapsed < ALONE)
    with subprocess.Popen(command) as attack:
        beside.measure(lambda _: attack.poll() is None)
print(f"{alone.value:.1f} {100 * beside.value / alone.value:.0f}")
