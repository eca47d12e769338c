using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.OpenAi;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>Refuses the first call of OpenAI's audio API as overloaded, and passes the others to the transcriber of the server.</summary>
internal sealed class BusyTranscriber : ITranscriber
{
    /// <summary>What the refused caller is told to wait: longer than its client would by itself.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly List<long> _calls = [];
    private ITranscriber _inner = null!;

    public bool IsReady => _inner.IsReady;

    public int Concurrency => _inner.Concurrency;

    /// <summary>The calls so far.</summary>
    public int Calls
    {
        get
        {
            lock (_gate)
                return _calls.Count;
        }
    }

    /// <summary>The time from the refusal to the next call.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_gate)
                return TimeProvider.System.GetElapsedTime(_calls[0], _calls[1]);
        }
    }

    /// <summary>Starts a server with this transcriber.</summary>
    public Task<TestServer> StartServerAsync() => TestServer.StartAsync(builder => builder.Services.AddSingleton(services =>
    {
        _inner = services.GetRequiredService<ITranscriber>();
        return new AudioCalls(
            this,
            services.GetRequiredService<IAudioSpool>(),
            services.GetRequiredService<ICallGate>(),
            services.GetRequiredService<IStreamPlaces>(),
            services.GetRequiredService<CallErrors>(),
            TimeProvider.System);
    }));

    public void Check(TranscriptionRequest request) => _inner.Check(request);

    public Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _calls.Add(TimeProvider.System.GetTimestamp());
            if (_calls.Count == 1)
                throw new TranscriptionException(TranscriptionError.Overloaded, "Too many calls") { RetryAfter = RetryAfter };
        }
        return _inner.TranscribeAsync(request, resume, onWindow, cancellationToken);
    }
}
