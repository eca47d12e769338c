"""Calls and audio of the attacks."""
import base64
import http.client
import json
import struct


def wav(samples, rate=16000, bits=16):
    """Mono PCM as a WAV file."""
    frame = bits // 8
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * frame, frame, bits)
    return b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " + form + b"data" + struct.pack("<I", len(samples)) + samples


def inline(audio, **config):
    """The JSON body of a request with inline audio."""
    return json.dumps({"content": base64.b64encode(audio).decode(), "config": config}).encode()


class Caller:
    """Calls the service over one connection. A caller without a key is known by its address."""

    def __init__(self, port, address="127.0.0.1", key=None):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120, source_address=(address, 0))
        self._headers = {"content-type": "application/json"} | ({"x-api-key": key} if key else {})

    def post(self, body, path="/v1/transcribe"):
        """The status of the response."""
        return self.ask(body, path)[0]

    def ask(self, body, path="/v1/transcribe"):
        """The status and the body of the response."""
        self._connection.request("POST", path, body, self._headers)
        with self._connection.getresponse() as response:
            return response.status, response.read().decode()
