using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Tests.Support;
using Transcribe.Operations.Webhooks;
using Transcribe.Transcription;
using Transcribe.Whisper;
using Transcribe.WhisperCpp;

namespace Transcribe.Operations.Tests.Running;

/// <summary>Runs on our engine.</summary>
public sealed class OnnxRunTests()
    : EngineRunTests([new("Transcribe:Models:Default", Repository.DigitsModel)]);

/// <summary>Runs on whisper.cpp.</summary>
public sealed class WhisperCppRunTests(StockModel model) : EngineRunTests(model.Settings), IClassFixture<StockModel>;

/// <summary>A real engine on the bundled model, with the registrations of the host.</summary>
/// <param name="model">The settings of the model.</param>
public abstract class EngineRunTests(IEnumerable<KeyValuePair<string, string?>> model) : IDisposable, IWebhookHandlerFactory
{
    // A copy lasts about 5 s, so 12 copies are several windows.
    private const int Copies = 12;

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Run_HostStoppedHalfWay_EndsWithTheSegmentsOfADirectCall()
    {
        var sample = await File.ReadAllBytesAsync(Repository.Sample("digits-en.mp3"));
        var audio = Enumerable.Repeat(sample, Copies).SelectMany(bytes => bytes).ToArray();
        var request = new TranscriptionRequest { Audio = new AudioInput.Inline(audio) };
        string id;
        using (var first = Host(new HeldTranscriber().Configure))
        {
            await first.StartAsync();
            var operations = first.Services.GetRequiredService<IOperations>();
            id = (await operations.CreateAsync(new NewOperation { Request = request }, default)).Id;
            await operations.WatchAsync(id, default).FirstAsync(watched => watched is WatchEvent.SegmentStored);
            await first.StopAsync();
        }

        using var second = Host();
        await second.StartAsync();
        var ended = await second.Services.GetRequiredService<IOperations>().WaitAsync(id, TimeSpan.FromMinutes(2), default);
        var stored = await second.Services.GetRequiredService<IOperations>().ReadSegmentsAsync(id, default).ToListAsync();
        var direct = new List<Segment>();
        var summary = await second.Services.GetRequiredService<ITranscriber>().TranscribeAsync(
            request,
            (segment, _) =>
            {
                direct.Add(segment);
                return ValueTask.CompletedTask;
            },
            default);
        await second.StopAsync();

        Assert.Equal((OperationState.Succeeded, 2), (ended.State, ended.Attempt));
        Assert.Equivalent(summary.Coverage, ended.Summary!.Coverage, strict: true);
        Assert.Equal(
            direct.Select(segment => (segment.Index, segment.Start, segment.End, segment.Text)),
            stored.Select(segment => (segment.Index, segment.Start, segment.End, segment.Text)));
    }

    public HttpMessageHandler Create() => new SocketsHttpHandler();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private IHost Host(Action<IServiceCollection>? change = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(model);
        builder.Configuration["Transcribe:Operations:Folder"] = _folder.Path;
        builder.Services.AddAudio().AddWhisper().AddWhisperCpp().AddTranscription();
        builder.Services.AddSingleton<IWebhookHandlerFactory>(this).AddOperations().AddSqliteOperations();
        change?.Invoke(builder.Services);
        return builder.Build();
    }
}
