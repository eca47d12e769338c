using System.Collections.Concurrent;
using Whisper.net.Logger;

namespace Transcribe.WhisperCpp.Native;

/// <summary>
/// What whisper.cpp writes while a model is loaded. Only its log tells why a load failed and which device computes. The log belongs to the
/// process, so models are loaded one at a time.
/// </summary>
internal sealed class NativeLog : IDisposable
{
    private const int MaxLines = 1000;

    private readonly ConcurrentQueue<(WhisperLogLevel Level, string Text)> _lines = new();
    private readonly IDisposable _subscription;

    public NativeLog() => _subscription = LogProvider.AddLogger(Keep);

    /// <summary>All lines, without the space around them.</summary>
    public IReadOnlyCollection<string> Lines => [.. _lines.Select(line => line.Text)];

    /// <summary>The errors, in one line; empty if there were none.</summary>
    public string Errors => string.Join("; ", _lines.Where(line => line.Level == WhisperLogLevel.Error).Select(line => line.Text));

    public void Dispose() => _subscription.Dispose();

    // Native code calls it, so it must not throw.
    private void Keep(WhisperLogLevel level, string? text)
    {
        if (text?.Trim() is { Length: > 0 } line && _lines.Count < MaxLines)
            _lines.Enqueue((level, line));
    }
}
