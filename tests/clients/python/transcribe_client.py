"""A client made from the proto alone: calls Transcribe, TranscribeStream and a call that fails.

usage: transcribe_client.py HOST:PORT AUDIO STUBS

STUBS is a folder with what protoc makes of all files in protos/. Prints one JSON object.
"""

import json
import sys

address, audio_path, stubs = sys.argv[1:]
sys.path.insert(0, stubs)

import grpc  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from transcribe.v1 import transcribe_pb2 as pb  # noqa: E402

SERVICE = "/transcribe.v1.Transcriber/"


def reason(error):
    details = dict(error.trailing_metadata())["grpc-status-details-bin"]
    for detail in status_pb2.Status.FromString(details).details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return info.reason
    return None


with open(audio_path, "rb") as file:
    request = pb.TranscribeRequest(content=file.read())

with grpc.insecure_channel(address) as channel:
    transcribe = channel.unary_unary(
        SERVICE + "Transcribe", pb.TranscribeRequest.SerializeToString, pb.TranscribeResponse.FromString
    )
    stream = channel.unary_stream(
        SERVICE + "TranscribeStream", pb.TranscribeRequest.SerializeToString, pb.TranscribeStreamResponse.FromString
    )
    answer = transcribe(request, timeout=600)
    events = list(stream(request, timeout=600))
    try:
        transcribe(pb.TranscribeRequest(), timeout=600)
        failure = None
    except grpc.RpcError as error:
        failure = [error.code().name, reason(error)]

print(json.dumps({
    "text": answer.text,
    "streamed": [event.segment.text for event in events if event.HasField("segment")],
    "language": events[-1].summary.language_code,
    "failure": failure,
}))
