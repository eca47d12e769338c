namespace Transcribe.Accuracy.Tests;

/// <summary>All recordings of the digits set, transcribed once for all tests.</summary>
public sealed class DigitsFixture : IAsyncLifetime
{
    private IReadOnlyList<Transcript>? _transcripts;
    private IReadOnlyList<Transcript>? _withWords;
    private IReadOnlyList<Transcript>? _joined;
    private IReadOnlyList<Transcript>? _joinedOnWhisperCpp;
    private IReadOnlyList<Transcript>? _inF32;
    private IReadOnlyList<Transcript>? _onWhisperCpp;
    private Dictionary<string, string>? _live;

    /// <summary>The transcripts. Skips the test if the set is not beside the checkout.</summary>
    internal IReadOnlyList<Transcript> Transcripts => OrSkip(_transcripts);

    /// <summary>The transcripts of all speech with word times.</summary>
    internal IReadOnlyList<Transcript> WithWords => OrSkip(_withWords);

    /// <summary>The transcripts of the <see cref="JoinedWords"/> with word times.</summary>
    internal IReadOnlyList<Transcript> Joined => OrSkip(_joined);

    /// <summary>The same of whisper.cpp.</summary>
    internal IReadOnlyList<Transcript> JoinedOnWhisperCpp => OrSkip(_joinedOnWhisperCpp);

    /// <summary>The transcripts with weights in f32; the default of the bundled model is int8.</summary>
    internal IReadOnlyList<Transcript> InF32 => OrSkip(_inF32);

    /// <summary>The transcripts of whisper.cpp, which has the weights in f16 as the folder has them.</summary>
    internal IReadOnlyList<Transcript> OnWhisperCpp => OrSkip(_onWhisperCpp);

    /// <summary>The texts of the recordings of up to a minute as live audio, by file.</summary>
    internal IReadOnlyDictionary<string, string> Live
    {
        get
        {
            _ = Repository.Shared("audio", "digits", "manifest.json");
            return _live!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var folder = Path.Combine(Repository.Root, "..", "shared", "audio", "digits");
        if (!Directory.Exists(folder))
            return;
        await using var transcriber = await Transcriber.StartAsync();
        _transcripts = await transcriber.TranscribeAsync(folder);
        _live = [];
        foreach (var recording in Recording.ReadManifest(folder).Where(recording => recording.Seconds <= 60))
            _live.Add(recording.File, await transcriber.TranscribeLiveAsync(folder, recording));
        _withWords = await transcriber.TranscribeAsync(folder, recording => recording.Language is not null, wordTimestamps: true);
        var joined = await JoinedWords.CreateAsync(folder);
        _joined = await TranscribeAsync(transcriber, joined);
        await using var reference = await Transcriber.StartAsync("F32");
        _inF32 = await reference.TranscribeAsync(folder);
        using var model = new StockModel();
        await using var whisperCpp = await Transcriber.StartAsync(model.Settings);
        _onWhisperCpp = await whisperCpp.TranscribeAsync(folder);
        _joinedOnWhisperCpp = await TranscribeAsync(whisperCpp, joined);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IReadOnlyList<Transcript>> TranscribeAsync(
        Transcriber transcriber, IReadOnlyList<(Recording Recording, byte[] Audio)> joined) =>
        await Task.WhenAll(joined.Select(item => transcriber.TranscribeAsync(item.Recording, item.Audio, wordTimestamps: true)));

    private static IReadOnlyList<Transcript> OrSkip(IReadOnlyList<Transcript>? transcripts)
    {
        _ = Repository.Shared("audio", "digits", "manifest.json");
        return transcripts!;
    }
}
