using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Transcribe.Engine.Inference;
using Transcribe.Engine.Inference.Sessions;

namespace Transcribe.Engine.Live.Endpoints;

/// <summary>Makes each stream's detector. A voice model is read as the host starts, so that a wrong one is noticed then, and is in memory once.</summary>
internal sealed class VoiceDetectorFactory(IOptions<LiveOptions> options, IOptions<InferenceOptions> inference) : IHostedService, IDisposable
{
    private VoiceModel? _model;

    public IVoiceDetector Create() => _model is null ? new LevelDetector() : new SileroDetector(_model);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        SessionFactory.EnsureEnvironment(inference.Value.Threads);
        if (options.Value.VoiceModel is { } path)
            _model = new VoiceModel(path);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _model?.Dispose();
}
