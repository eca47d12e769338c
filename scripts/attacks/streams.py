"""gRPC calls on the streams of one HTTP/2 connection (RFC 9113), without a library, so that they cost little."""
import asyncio
import contextlib
import re
import struct

DATA, HEADERS, RESET, SETTINGS, PING, GOAWAY, WINDOW = 0, 1, 3, 4, 6, 7, 8
ACK, END_STREAM, END_HEADERS = 1, 1, 4
PREFACE, CHUNK, FIRST_WINDOW = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 1 << 14, 65_535


def frame(kind, flags, stream, payload):
    return struct.pack(">IBI", len(payload) << 8 | kind, flags, stream) + payload


def field(name, value):
    """A literal without indexing and without Huffman codes (RFC 7541, 6.2.2)."""
    return b"".join((b"\0", bytes([len(name)]), name, bytes([len(value)]), value))


CALL = b"".join(field(*header) for header in (
    (b":method", b"POST"), (b":scheme", b"http"), (b":path", b"/transcribe.v1.Transcriber/Transcribe"), (b":authority", b"x"),
    (b"content-type", b"application/grpc"), (b"grpc-encoding", b"gzip"), (b"te", b"trailers")))

# A table of size 0, so that the server sends the names and values of its fields as they are.
NO_TABLE = struct.pack(">HI", 1, 0)


class Streams:
    """A number of calls at once; each that ends is followed by another one. A body must fit into the window of a stream."""

    def __init__(self, reader, writer, line, body, answers):
        self._reader, self._writer, self._line, self._body, self._answers = reader, writer, line, body, answers
        self._open, self._next, self._window, self._grown = {}, 1, FIRST_WINDOW, asyncio.Event()

    async def run(self, count):
        """Makes calls until the connection ends."""
        self._writer.write(PREFACE + frame(SETTINGS, 0, 0, NO_TABLE))
        try:
            for _ in range(count):
                self._begin()
            # What has arrived is still read after the connection is lost.
            while not self._writer.is_closing():
                self._receive(*await self._read())
            raise ConnectionResetError
        finally:
            for sending in self._open.values():
                sending.cancel()

    async def _read(self):
        header = await self._reader.readexactly(9)
        payload = await self._reader.readexactly(int.from_bytes(header[:3], "big"))
        return header[3], header[4], int.from_bytes(header[5:], "big"), payload

    def _receive(self, kind, flags, stream, payload):
        if kind == WINDOW and stream == 0:
            self._window += int.from_bytes(payload, "big")
            self._grown.set()
        elif kind in (SETTINGS, PING) and not flags & ACK:
            self._writer.write(frame(kind, ACK, 0, payload if kind == PING else b""))
        elif kind == GOAWAY:
            raise ConnectionResetError
        elif stream in self._open and kind == RESET:
            self._end(stream, "reset")
        elif stream in self._open and kind == HEADERS and flags & END_STREAM:
            self._end(stream, "gRPC " + re.search(rb"grpc-status[\1\2](\d+)", payload)[1].decode())

    def _begin(self):
        stream, self._next = self._next, self._next + 2
        self._writer.write(frame(HEADERS, END_HEADERS, stream, CALL))
        self._open[stream] = asyncio.create_task(self._send(stream))

    def _end(self, stream, answer):
        self._answers[answer] += 1
        self._open.pop(stream).cancel()
        self._begin()

    async def _send(self, stream):
        for start in range(0, len(self._body), CHUNK):
            chunk = self._body[start:start + CHUNK]
            await self._line.send(len(chunk))
            while self._window < len(chunk):
                self._grown.clear()
                await self._grown.wait()
            self._window -= len(chunk)
            if self._writer.is_closing():
                return
            ends = start + len(chunk) == len(self._body)
            self._writer.write(frame(DATA, END_STREAM if ends else 0, stream, bytes(chunk)))
            with contextlib.suppress(OSError):
                await self._writer.drain()
