using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Transcription;
using Transcribe.Transcription.Catalog;
using Transcribe.Whisper;
using Transcribe.WhisperCpp;

namespace Transcribe.Accuracy.Tests;

/// <summary>An engine on the bundled model. It transcribes the recordings of a folder concurrently.</summary>
internal sealed class Transcriber : IAsyncDisposable
{
    private readonly IHost _host;

    private Transcriber(IHost host) => _host = host;

    /// <summary>The bundled model on our engine.</summary>
    public static Task<Transcriber> StartAsync(string precision = "Auto") => StartAsync(
        [new("Transcribe:Models:Default", Repository.DigitsModel), new("Transcribe:Inference:Precision", precision)]);

    /// <summary>A model.</summary>
    public static async Task<Transcriber> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddAudio().AddWhisper().AddWhisperCpp().AddTranscription();
        var transcriber = new Transcriber(builder.Build());
        await transcriber._host.StartAsync();
        await transcriber._host.Services.GetRequiredService<ModelCatalog>().LoadDefaultAsync(CancellationToken.None);
        return transcriber;
    }

    /// <summary>Transcribes the recordings of a folder.</summary>
    public async Task<IReadOnlyList<Transcript>> TranscribeAsync(
        string folder, Func<Recording, bool>? choose = null, bool wordTimestamps = false) =>
        await Task.WhenAll(
            Recording.ReadManifest(folder)
                .Where(choose ?? (_ => true))
                .Select(recording => TranscribeAsync(folder, recording, wordTimestamps)));

    /// <summary>Transcribes a recording as live audio without pacing, and returns the text of the final results.</summary>
    public async Task<string> TranscribeLiveAsync(string folder, Recording recording)
    {
        var texts = new List<string>();
        await _host.Services.GetRequiredService<ILiveTranscriber>().TranscribeAsync(
            new LiveRequest { Format = null },
            ChunksAsync(await File.ReadAllBytesAsync(Path.Combine(folder, recording.File))),
            (update, _) =>
            {
                texts.AddRange(update.Results.Select(result => result.Text));
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
        return string.Join(' ', texts);
    }

    /// <summary>Transcribes the audio of a recording.</summary>
    public async Task<Transcript> TranscribeAsync(Recording recording, byte[] audio, bool wordTimestamps)
    {
        var segments = new List<Segment>();
        var summary = await _host.Services.GetRequiredService<ITranscriber>().TranscribeAsync(
            new TranscriptionRequest { Audio = new AudioInput.Inline(audio), Settings = new() { WordTimestamps = wordTimestamps } },
            (segment, _) =>
            {
                segments.Add(segment);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
        return new Transcript(recording, segments, summary);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private async Task<Transcript> TranscribeAsync(string folder, Recording recording, bool wordTimestamps) =>
        await TranscribeAsync(recording, await File.ReadAllBytesAsync(Path.Combine(folder, recording.File)), wordTimestamps);

    private static async IAsyncEnumerable<LiveInput> ChunksAsync(byte[] audio)
    {
        const int ChunkBytes = 3200;
        for (var at = 0; at < audio.Length; at += ChunkBytes)
        {
            await Task.Yield();
            yield return new LiveInput.Audio(audio.AsMemory(at, Math.Min(ChunkBytes, audio.Length - at)));
        }
    }
}

/// <summary>The result of a recording.</summary>
internal sealed record Transcript(Recording Recording, IReadOnlyList<Segment> Segments, TranscriptionSummary Summary)
{
    public string Text => string.Join(' ', Segments.Select(segment => segment.Text));

    public WordErrors Errors => WordErrors.Between(Recording.Text, Text);
}
