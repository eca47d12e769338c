using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;

namespace Transcribe.Tests;

/// <summary>
/// Holds each operation after its first segments until it is released, so that the operation is in progress while a test looks at it.
/// </summary>
public sealed class HeldTranscriber : ITranscriber
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITranscriber _engine = null!;

    public bool IsReady => _engine.IsReady;

    public int Concurrency => _engine.Concurrency;

    /// <summary>Takes the place of the registered transcriber, and passes its windows on.</summary>
    public void Configure(IServiceCollection services)
    {
        var engine = services.Single(service => !service.IsKeyedService && service.ServiceType == typeof(ITranscriber)).ImplementationType!;
        services.AddSingleton<ITranscriber>(provider =>
        {
            _engine = (ITranscriber)ActivatorUtilities.CreateInstance(provider, engine);
            return this;
        });
    }

    public void Release() => _released.TrySetResult();

    public void Check(TranscriptionRequest request) => _engine.Check(request);

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
                // A window of silence has no segments.
                if (request.Priority == WorkPriority.Background && window.Segments.Count > 0)
                    await _released.Task.WaitAsync(token);
            },
            cancellationToken);
}
