"""slow_urls.py PORT URLS SPEECH: sends URLs whose host sends a byte each second.

Prints how many of 20 calls with inline audio are refused meanwhile, and the seconds until the last fetch has ended.
"""
import http.server
import json
import sys
import threading
import time
from calls import Caller, inline

port, urls = int(sys.argv[1]), int(sys.argv[2])
speech = inline(open(sys.argv[3], "rb").read())


class Drip(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"R")
                time.sleep(1)
        except OSError:
            pass

    def log_message(self, *_):
        pass


class Host(http.server.ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


host = Host(("127.0.0.1", 0), Drip)
threading.Thread(target=host.serve_forever, daemon=True).start()
begin = time.monotonic()
bodies = [json.dumps({"uri": f"http://127.0.0.1:{host.server_port}/{n}"}).encode() for n in range(urls)]
slow = [threading.Thread(target=Caller(port).post, args=[body]) for body in bodies]
for thread in slow:
    thread.start()
time.sleep(1)
other = Caller(port)
refused = sum(other.post(speech) != 200 for _ in range(20))
for thread in slow:
    thread.join()
print(refused, int(time.monotonic() - begin))
