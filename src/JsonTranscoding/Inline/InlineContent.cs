using Google.Protobuf;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Inline;

/// <summary>The audio that was taken out of a JSON body while it arrived. The body refers to it by its number.</summary>
/// <param name="spool">Receives large audio; null keeps all audio in memory.</param>
internal sealed class InlineContent(IAudioSpool? spool) : IDisposable
{
    /// <summary>Begins a reference. It is not a Base64 digit, so no audio looks like a reference.</summary>
    public const byte Mark = (byte)'@';

    // The converter of the transcoding gets no request, so the content travels with the asynchronous flow.
    private static readonly AsyncLocal<InlineContent?> Flow = new();

    private readonly List<Base64Decoder> _values = [];

    /// <summary>The content of the request that is being read; null if nothing was taken out.</summary>
    public static InlineContent? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>The value with a number.</summary>
    public Base64Decoder this[int number] => _values[number];

    /// <summary>Adds a value.</summary>
    /// <returns>Its number.</returns>
    public int Add()
    {
        _values.Add(new Base64Decoder(new DecodedBytes(spool)));
        return _values.Count - 1;
    }

    /// <summary>Ends the value with a number.</summary>
    /// <exception cref="FormatException">There is no value with this number, or it is not Base64.</exception>
    public ByteString Read(int number) => number >= 0 && number < _values.Count
        ? _values[number].Finish()
        : throw new FormatException("`content` is not Base64");

    /// <summary>Releases the memory and the files. Threads that were started during the request keep a reference to this object.</summary>
    public void Dispose()
    {
        _values.ForEach(value => value.Dispose());
        _values.Clear();
    }
}
