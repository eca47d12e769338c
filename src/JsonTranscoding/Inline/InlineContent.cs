using Google.Protobuf;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Inline;

/// <summary>The audio that was taken out of a JSON body while it arrived. The body has a reference in its place.</summary>
/// <param name="spool">Receives large audio; null keeps all audio in memory.</param>
internal sealed class InlineContent(IAudioSpool? spool) : IDisposable
{
    /// <summary>The reference. It is not a Base64 digit, so no audio looks like it.</summary>
    public const byte Mark = (byte)'@';

    // The converter of the transcoding gets no request, so the content travels with the asynchronous flow.
    private static readonly AsyncLocal<InlineContent?> Flow = new();

    private Base64Decoder? _value;

    /// <summary>The content of the request that is being read; null if nothing was taken out.</summary>
    public static InlineContent? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>Begins the audio. No request has it twice, and each decoder takes far more memory than the shortest value.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: the body has had its audio.</exception>
    public Base64Decoder Begin() => _value is null
        ? _value = new Base64Decoder(new DecodedBytes(spool))
        : throw RpcErrors.InvalidField("content", "The request has more than one `content`");

    /// <summary>Returns the audio.</summary>
    /// <exception cref="FormatException">There is none, or it is not Base64.</exception>
    public ByteString Read() => _value?.Finish() ?? throw new FormatException("`content` is not Base64");

    /// <summary>Releases the memory and the file. Threads that were started during the request keep a reference to this object.</summary>
    public void Dispose()
    {
        _value?.Dispose();
        _value = null;
    }
}
