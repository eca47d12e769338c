"""Prints the subtitles of a file: python3 docs/examples/subtitles.py http://localhost:8989/v1 samples/digits-en.mp3"""
import sys

import requests

server, path = sys.argv[1:]
with open(path, "rb") as audio:
    answer = requests.post(server + "/audio/transcriptions", data={"response_format": "srt"}, files={"file": audio})
answer.raise_for_status()
print(answer.text, end="")
