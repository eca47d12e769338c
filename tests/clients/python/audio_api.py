"""Sends what Python programs send to OpenAI's audio API and to servers like it, with requests and httpx.

usage: audio_api.py ADDRESS QUOTA_ADDRESS AUDIO PCM

The server at QUOTA_ADDRESS refuses calls after the first ones. PCM is AUDIO as 16-bit PCM of 16 kHz, mono, without a header. Fails if an
answer is not what its reader expects, and prints one JSON object with the transcripts.
"""

import json
import sys
import time

import httpx
import requests
import urllib3

address, quota_address, audio_path, pcm_path = sys.argv[1:]
audio = open(audio_path, "rb").read()
pcm = open(pcm_path, "rb").read()
# Connections are kept open, so that each call shows that the one before it was read to its end.
session = requests.Session()
base = address + "v1"

# As OpenAI's client for Python builds its requests: lists by the brackets in their names, the file last.
openai = httpx.Client(
    base_url=base,
    headers={
        "accept": "application/json",
        "authorization": "Bearer none",
        "user-agent": "OpenAI/Python 3.3.1",
        "x-stainless-lang": "python",
        "x-stainless-retry-count": "0",
    },
    timeout=600,
)


def create(client=openai, **fields):
    return client.post("/audio/transcriptions", data={"model": "whisper-1", **fields}, files={"file": ("audio.mp3", audio)})


def formats():
    answers = {}
    for name in ("json", "text", "srt", "verbose_json", "vtt"):
        answer = create(response_format=name)
        answer.raise_for_status()
        assert answer.headers["content-type"].startswith("application/json" if "json" in name else "text/plain"), answer.headers
        assert answer.headers["x-request-id"]
        answers[name] = answer.json()["text"] if "json" in name else answer.text
    return answers


def streamed():
    fields = {"model": "whisper-1", "stream": "true", "include[]": ["logprobs"]}
    events = []
    with openai.stream("POST", "/audio/transcriptions", data=fields, files={"file": ("audio.mp3", audio)}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream"), answer.headers
        for line in answer.iter_lines():
            data = line.rstrip("\n")
            if data == "data: [DONE]":
                break
            if data.startswith("data: "):
                events.append(json.loads(data[6:]))
    *deltas, done = events
    assert all(event["type"] == "transcript.text.delta" and event["logprobs"] for event in deltas), deltas
    assert done["type"] == "transcript.text.done", done
    return {"deltas": [event["delta"] for event in deltas], "text": done["text"]}


def lists():
    """The four spellings of a list; each asks for words and segments."""
    name, both = "timestamp_granularities", ["word", "segment"]
    spellings = [{name + "[]": both}, {name: both}, {name: json.dumps(both)}, {name: ",".join(both)}]
    answers = [
        session.post(
            base + "/audio/transcriptions",
            data={"model": "whisper-1", "response_format": "verbose_json", **spelling},
            files={"file": ("audio.mp3", audio, "audio/mpeg")},
        ).json()
        for spelling in spellings
    ]
    return [[word["word"] for word in answer["words"]] for answer in answers if answer["segments"]]


def whisper_cpp():
    with open(audio_path, "rb") as file:
        answer = session.post(
            address + "inference",
            files={"file": file},
            data={"temperature": "0.0", "temperature_inc": "0.2", "response_format": "json"},
        )
    answer.raise_for_status()
    return answer.json()["text"]


def bazarr():
    """Subtitles of a film: the language of its beginning, then the subtitles. Bazarr decodes the audio itself."""
    detected = session.post(
        address + "detect-language", params={"encode": "false", "video_file": "/films/a.mkv"}, files={"audio_file": pcm}, timeout=600
    ).json()
    answer = session.post(
        address + "asr",
        params={"task": "transcribe", "language": detected["language_code"], "output": "srt", "encode": "false", "video_file": "/a.mkv"},
        files={"audio_file": pcm},
        timeout=600,
    )
    answer.raise_for_status()
    return {"language": detected["language_code"], "srt": answer.text}


def chunked():
    """A body of unknown length, without a form."""
    pieces = (audio[at:at + 4096] for at in range(0, len(audio), 4096))
    answer = session.post(base + "/transcribe", data=pieces, headers={"content-type": "audio/mpeg"})
    answer.raise_for_status()
    return answer.json()["text"]


def failures():
    """The fields that are wrong, by the errors."""
    form = {"model": "whisper-1"}
    answers = [
        create(model="nobody"),
        create(temperature="2"),
        openai.post("/audio/transcriptions", data=form, files={"file": ("a.mp3", b"no audio")}),
        # Without a file, httpx sends no form.
        openai.post("/audio/transcriptions", data=form),
        openai.get("/models/nobody/has-it"),
    ]
    for answer in answers:
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}, answer.text
        assert answer.headers["x-should-retry"] == "false", answer.headers
    assert session.get(base + "/audio/transcriptions").status_code == 405
    # What whisper-asr-webservice writes.
    unknown_format = session.post(address + "asr", params={"output": "xml"}, files={"audio_file": audio})
    assert unknown_format.status_code == 400 and isinstance(unknown_format.json()["detail"], str), unknown_format.text
    return [[answer.status_code, answer.json()["error"]["param"]] for answer in answers]


def repeated():
    """Calls that are refused at first, because the quota is used up: by OpenAI's rules, and by those of urllib3."""
    limited = httpx.Client(base_url=quota_address + "v1", timeout=600)
    patient = requests.Session()
    patient.mount("http://", requests.adapters.HTTPAdapter(
        max_retries=urllib3.Retry(total=5, status_forcelist=[429], allowed_methods=None, respect_retry_after_header=True)))
    return [
        until_refused(limited, lambda: by_openai(limited)),
        until_refused(limited, lambda: by_urllib3(patient)),
    ]


def until_refused(limited, call):
    """The text of a call that was refused at first. The quota may grow before the call, so this repeats."""
    while True:
        while limited.get("/models").status_code != 429:
            pass
        refusals, text = call()
        if refusals:
            return text


def by_openai(limited):
    for refusals in range(5):
        answer = create(limited)
        if answer.status_code == 200:
            return refusals, answer.json()["text"]
        assert answer.status_code == 429 and "x-should-retry" not in answer.headers, answer.headers
        assert answer.json()["error"]["code"] == "rate_limit_exceeded", answer.text
        seconds = float(answer.headers["retry-after-ms"]) / 1000
        assert 0 < seconds <= 60
        time.sleep(seconds)
    raise AssertionError("The call was refused five times")


def by_urllib3(patient):
    answer = patient.post(quota_address + "v1/audio/transcriptions", data={"model": "whisper-1"}, files={"file": ("a.mp3", audio)})
    answer.raise_for_status()
    return len(answer.raw.retries.history), answer.json()["text"]


print(json.dumps({
    "formats": formats(),
    "streamed": streamed(),
    "lists": lists(),
    "whisperCpp": whisper_cpp(),
    "bazarr": bazarr(),
    "chunked": chunked(),
    "failures": failures(),
    "repeated": repeated(),
}))
