"""Sends the audio on standard input to TranscribeLive, and prints partial and final texts."""
import sys

import grpc
from transcribe.v1 import transcribe_pb2 as pb, transcribe_pb2_grpc as rpc


def messages():
    yield pb.TranscribeLiveRequest(config=pb.LiveConfig(interim_results=True))
    while piece := sys.stdin.buffer.read(1024):
        yield pb.TranscribeLiveRequest(audio=piece)


with grpc.insecure_channel("localhost:8989") as channel:
    for response in rpc.TranscriberStub(channel).TranscribeLive(messages()):
        for result in response.results:
            print("final  " if result.is_final else "partial", result.text, flush=True)
