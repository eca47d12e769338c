using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;
using Transcribe.Whisper;
using Transcribe.WhisperCpp;

namespace Transcribe.Transcription.Tests;

/// <summary>The whole pipeline on the bundled model.</summary>
/// <param name="settings">The model, and a second one.</param>
public abstract class EngineFixture(IEnumerable<KeyValuePair<string, string?>> settings) : IAsyncLifetime
{
    /// <summary>The most transcriptions at once.</summary>
    public const int MaxRequests = 12;

    private readonly IHost _host = Create(settings);

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

    public virtual async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        GC.SuppressFinalize(this);
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

    private static IHost Create(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["Transcribe:Batching:MaxRequests"] = MaxRequests.ToString(CultureInfo.InvariantCulture);
        builder.Services.AddAudio().AddWhisper().AddWhisperCpp().AddTranscription();
        return builder.Build();
    }
}

/// <summary>The bundled model on our engine.</summary>
public sealed class OnnxEngine : EngineFixture
{
    private readonly ModelFolder _second;

    public OnnxEngine()
        : this(new ModelFolder())
    {
    }

    private OnnxEngine(ModelFolder second)
        : base([new("Transcribe:Models:Default", Repository.DigitsModel), new("Transcribe:Models:Additional:0", second.Path)]) =>
        _second = second;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _second.Dispose();
    }
}

/// <summary>The bundled model on whisper.cpp.</summary>
public sealed class WhisperCppEngine : EngineFixture
{
    private readonly StockModel _model;

    public WhisperCppEngine()
        : this(new StockModel())
    {
    }

    private WhisperCppEngine(StockModel model)
        : base([.. model.Settings, new("Transcribe:Models:Additional:0", model.Q8)]) => _model = model;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _model.Dispose();
    }
}
