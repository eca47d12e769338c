using Transcribe.Core;

namespace Transcribe.Operations.Tests.Support;

/// <summary>Requests and windows for tests.</summary>
internal static class Examples
{
    public const long SamplesPerSecond = 16_000;

    /// <summary>The value of the default settings.</summary>
    public static readonly TimeSpan Lease = new OperationsOptions().LeaseDuration;

    /// <inheritdoc cref="Lease"/>
    public static readonly TimeSpan Retention = new OperationsOptions().Retention;

    public static NewOperation Remote(string uri = "https://example.com/a.mp3", string? requestId = null, Webhook? webhook = null) =>
        new()
        {
            Request = new TranscriptionRequest { Audio = new AudioInput.Remote(new Uri(uri)) },
            RequestId = requestId,
            Webhook = webhook,
        };

    /// <summary>The same creation by a tenant.</summary>
    public static NewOperation By(this NewOperation creation, string tenant) =>
        creation with { Request = creation.Request with { Caller = Caller.Of(tenant) } };

    public static NewOperation Inline(byte[] content, string? requestId = null) =>
        new() { Request = new TranscriptionRequest { Audio = new AudioInput.Inline(content) }, RequestId = requestId };

    /// <summary>Window number n (from 0), a second long with one segment "word n".</summary>
    public static FinishedWindow Window(int n, int of = 0)
    {
        var audio = TimeSpan.FromSeconds(n + 1);
        var coverage = new Coverage(audio, audio, TimeSpan.Zero, TimeSpan.Zero, []);
        return new([Segment(n)], new TranscriptionCheckpoint((n + 1) * SamplesPerSecond, n + 1, "en", coverage))
        {
            AudioDuration = of > 0 ? TimeSpan.FromSeconds(of) : null,
        };
    }

    public static Segment Segment(int n) =>
        new(
            n,
            TimeSpan.FromSeconds(n),
            TimeSpan.FromSeconds(n + 1),
            $"word {n}",
            "en",
            0.5f,
            0.25f,
            [new Word(TimeSpan.FromSeconds(n), TimeSpan.FromSeconds(n + 1), "word", 0.1f)])
        {
            Evidence = new SegmentEvidence(TimeSpan.FromSeconds(n), -0.5f, 1.5f, 0, 0.75f, [new SegmentToken(7, -0.1f, [0xC3])]),
        };

    public static string Text(int windows) => string.Join(' ', Enumerable.Range(0, windows).Select(n => $"word {n}"));

    public static TranscriptionSummary Summary(int windows)
    {
        var audio = TimeSpan.FromSeconds(windows);
        return new TranscriptionSummary(
            "en",
            new Coverage(audio, audio, TimeSpan.Zero, TimeSpan.Zero, []),
            new Timings(default, default, default, default, 0.5));
    }
}
