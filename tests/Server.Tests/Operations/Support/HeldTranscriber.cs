using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>The engine, which an operation's run holds after its first segments until it is released: so the operation is in progress for as long as a test looks at it.</summary>
internal sealed class HeldTranscriber : ITranscriber
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITranscriber _engine = null!;

    public bool IsReady => _engine.IsReady;

    public int Concurrency => _engine.Concurrency;

    public void Release() => _released.TrySetResult();

    /// <summary>Has a server's operations run by it.</summary>
    public void Configure(WebApplicationBuilder builder)
    {
        var engine = builder.Services.Single(service => service.ServiceType == typeof(ITranscriber)).ImplementationType!;
        builder.Services.AddSingleton<ITranscriber>(provider =>
        {
            _engine = (ITranscriber)ActivatorUtilities.CreateInstance(provider, engine);
            return this;
        });
    }

    public Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken) => _engine.TranscribeAsync(
            request,
            resume,
            async (window, token) =>
            {
                await onWindow(window, token);
                // Silence is a window without any.
                if (request.Priority == WorkPriority.Background && window.Segments.Count > 0)
                    await _released.Task.WaitAsync(token);
            },
            cancellationToken);
}
