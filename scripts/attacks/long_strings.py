"""long_strings.py PORT TIMES SPEECH: creates operations with model names of 20 MB. Prints the ms of the slowest of 10 other creations."""
import sys
import threading
import time
from calls import Caller, inline

port, times = int(sys.argv[1]), int(sys.argv[2])
speech = open(sys.argv[3], "rb").read()


def create(model):
    """The seconds that it takes to create an operation, or to be refused."""
    begin = time.monotonic()
    try:
        Caller(port).post(b'{"request":' + inline(speech, model=model) + b"}", "/v1/transcribe:longRunning")
    except OSError:
        # The connection of a body that is refused may be closed.
        pass
    return time.monotonic() - begin


attack = [threading.Thread(target=create, args=["m" * (20 << 20)]) for _ in range(times)]
for thread in attack:
    thread.start()
slowest = max(create("") for _ in range(10))
for thread in attack:
    thread.join()
print(int(slowest * 1000))
