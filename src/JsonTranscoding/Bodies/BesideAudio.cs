using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Bodies;

/// <summary>
/// Bounds what a message has beside its audio. Parsers take many times the bytes of short fields, and every field but the audio is short.
/// </summary>
public static class BesideAudio
{
    /// <summary>The most bytes. All fields at their limits take less than half of it, with each character escaped in JSON.</summary>
    public const int MaxBytes = 1 << 20;

    /// <exception cref="RpcException">INVALID_REQUEST: the message has more.</exception>
    public static void Check(long bytes)
    {
        if (bytes > MaxBytes)
            throw RpcErrors.Create(
                Code.InvalidArgument,
                ErrorReasons.InvalidRequest,
                $"A request may have at most {MaxBytes} bytes beside its audio");
    }
}
