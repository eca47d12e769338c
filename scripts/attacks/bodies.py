"""bodies.py gzip-bomb|groups|large|contents|text|low-rate: prints the body of a request."""
import gzip
import struct
import sys
from calls import inline, wav


def gzip_bomb():
    """A gRPC message of 65 kB that inflates to 64 MiB: the field `content`, full of zeros."""
    size = (64 << 20) - 1024
    length, varint = size, b""
    while length > 127:
        varint, length = varint + bytes([length & 127 | 128]), length >> 7
    message = gzip.compress(b"\x12" + varint + bytes([length]) + bytes(size), 9)
    return b"\1" + struct.pack(">I", len(message)) + message


def groups():
    """A gRPC message of 4 MiB: groups of two bytes in a field that no message has."""
    message = b"{|" * (2 << 20)
    return b"\0" + struct.pack(">I", len(message)) + message


def contents():
    """JSON of 1 MB with 75,000 members named `content`."""
    return b"{" + b",".join([b'"content":""'] * 75_000) + b"}"


def text():
    """JSON of 80 MB with a URL."""
    return b'{"uri":"' + b"x" * 80_000_000 + b'"}'


def large():
    """JSON of 85 MB with 63 MiB of silence."""
    return inline(wav(bytes(63 << 20)))


def low_rate():
    """A WAV file of 14 kB at 4 Hz, which would be an hour of audio."""
    size = 4 * 3600
    return inline(wav(bytes(range(256)) * (size // 256), rate=4, bits=8))


bodies = {
    "gzip-bomb": gzip_bomb, "groups": groups, "large": large, "contents": contents, "text": text, "low-rate": low_rate,
}
sys.stdout.buffer.write(bodies[sys.argv[1]]())
