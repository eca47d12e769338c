"""silent_peers.py PORT PEERS: connects peers that say nothing. Prints their number, the answered of 20 health probes, and the slowest in ms."""
import resource
import socket
import sys
import time

port, peers = int(sys.argv[1]), int(sys.argv[2])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
peers = min(peers, hard - 100)


def probe():
    """The ms of a probe; nothing if it fails."""
    start = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            ok = connection.recv(100).startswith(b"HTTP/1.1 200")
    except OSError:
        ok = False
    return (time.monotonic() - start) * 1000 if ok else None


silent = []
for _ in range(peers):
    try:
        silent.append(socket.create_connection(("127.0.0.1", port), timeout=5))
    except OSError:
        pass
answered = [ms for ms in (probe() for _ in range(20)) if ms is not None]
print(peers, len(answered), int(max(answered, default=0)))
