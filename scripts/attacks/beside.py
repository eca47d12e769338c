"""beside.py PORT SPEECH KEY COMMAND …: runs a command beside a caller that transcribes speech in a loop, from an address of its own.

An empty key is none. Prints the calls per second of that caller before the command, and those beside it in percent.
"""
import subprocess
import sys
import time
from calls import Caller, inline

WARM_UP, ALONE = 3, 5

caller = Caller(int(sys.argv[1]), "127.0.0.2", sys.argv[3])
body = inline(open(sys.argv[2], "rb").read())


def rate(goes_on):
    calls, begin = 0, time.monotonic()
    while goes_on(time.monotonic() - begin):
        status, answer = caller.ask(body)
        if status != 200:
            sys.exit(f"The caller beside the attack got {status}: {answer}")
        calls += 1
    return calls / (time.monotonic() - begin)


rate(lambda elapsed: elapsed < WARM_UP)
alone = rate(lambda elapsed: elapsed < ALONE)
with subprocess.Popen(sys.argv[4:]) as attack:
    beside = rate(lambda _: attack.poll() is None)
print(f"{alone:.1f} {100 * beside / alone:.0f}")
