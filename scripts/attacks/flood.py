"""flood.py PORT SECONDS CALLERS post|grpc FILE: many callers send the bytes of a file again and again for a time.

`post` is an HTTP/1.1 POST of JSON on a connection of its own; `grpc` is a gzip message on one of 50 streams of an HTTP/2 connection. Counts
the answers on standard error. The callers act as if they were on other machines behind a line of 1 Gbit/s: they share 125 MB/s and have
the lowest priority. They share one copy of the bytes, too.
"""
import asyncio
import collections
import os
import sys
import time
from streams import Streams

BYTES_PER_SECOND, CHUNK, STREAMS = 125_000_000, 1 << 16, 50


class Line:
    """The line that all callers share."""

    def __init__(self):
        self._free_at = 0.0

    async def send(self, size):
        """Waits until that many bytes have been sent."""
        now = time.monotonic()
        self._free_at = max(self._free_at, now) + size / BYTES_PER_SECOND
        await asyncio.sleep(self._free_at - now)


async def post(reader, writer):
    """Sends the body until it ends or an answer comes, as curl does."""
    writer.write(b"POST /v1/transcribe HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body))
    answer = asyncio.create_task(reader.readline())
    try:
        for start in range(0, len(body), CHUNK):
            if answer.done():
                break
            await line.send(CHUNK)
            writer.write(body[start:start + CHUNK])
            await writer.drain()
        status = (await answer).split()
        if not status:
            raise ConnectionResetError
        answers[f"HTTP {status[1].decode()}"] += 1
    finally:
        answer.cancel()


async def grpc(reader, writer):
    """Makes calls until the connection ends."""
    await Streams(reader, writer, line, body, answers).run(min(callers, STREAMS))


async def connect_again(attack):
    """Attacks on one connection after another until the time is over."""
    while (left := end - time.monotonic()) > 0:
        writer = None
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.wait_for(attack(reader, writer), left)
        except asyncio.TimeoutError:
            pass
        except (OSError, EOFError):
            answers["connection lost"] += 1
        finally:
            if writer:
                writer.transport.abort()


async def main(kind):
    connections = callers if kind == "post" else -(-callers // STREAMS)
    await asyncio.gather(*(connect_again({"post": post, "grpc": grpc}[kind]) for _ in range(connections)))
    print(*(f"{count} times {answer}" for answer, count in answers.items()), sep=", ", file=sys.stderr)


port, seconds, callers = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
body = memoryview(open(sys.argv[5], "rb").read())
line, answers = Line(), collections.Counter()
end = time.monotonic() + seconds
os.nice(19)
asyncio.run(main(sys.argv[4]))
