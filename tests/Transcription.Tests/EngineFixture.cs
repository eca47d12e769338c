using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;
using Transcribe.Whisper;

namespace Transcribe.Transcription.Tests;

/// <summary>The whole engine on the bundled model.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private readonly ModelFolder _second = new();
    private readonly IHost _host;

    public EngineFixture() => _host = Create(_second.Path);

    public ITranscriber Pipeline => _host.Services.GetRequiredService<ITranscriber>();

    /// <summary>The PCM of the English sample.</summary>
    public float[] English { get; private set; } = [];

    /// <summary>The PCM of the German sample.</summary>
    public float[] German { get; private set; } = [];

    internal ModelCatalog Models => _host.Services.GetRequiredService<ModelCatalog>();

    public async ValueTask InitializeAsync()
    {
        English = await FfmpegTool.DecodeAsync(Repository.Sample("digits-en.mp3"));
        German = await FfmpegTool.DecodeAsync(Repository.Sample("digits-de.mp3"));
        await _host.StartAsync();
        await Models.LoadDefaultAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _second.Dispose();
    }

    /// <summary>Transcribes inline audio and collects its segments.</summary>
    public async Task<(IReadOnlyList<Segment> Segments, TranscriptionSummary Summary)> TranscribeAsync(
        byte[] audio, TranscriptionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        var segments = new List<Segment>();
        var summary = await Pipeline.TranscribeAsync(
            new TranscriptionRequest { Audio = new AudioInput.Inline(audio), Settings = settings ?? new() },
            (segment, _) =>
            {
                segments.Add(segment);
                return ValueTask.CompletedTask;
            },
            cancellationToken);
        return (segments, summary);
    }

    private static IHost Create(string secondModel)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["Transcribe:Models:Default"] = Repository.DigitsModel;
        builder.Configuration["Transcribe:Models:Additional:0"] = secondModel;
        builder.Configuration["Transcribe:Batching:MaxRequests"] = "16";
        builder.Services.AddAudio().AddWhisper().AddTranscription();
        return builder.Build();
    }
}
