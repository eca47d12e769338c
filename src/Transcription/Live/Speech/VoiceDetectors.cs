using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Transcription.Live.Speech;

/// <summary>
/// Creates a voice detector for each stream. A configured voice model is loaded at the host's start, so that an invalid file fails the
/// start.
/// </summary>
internal sealed class VoiceDetectors(IOptions<LiveOptions> options, IVoiceModelLoader loader) : IHostedService, IDisposable
{
    private IVoiceModel? _model;

    public IVoiceDetector Create() => _model is null ? new LevelDetector() : new SileroDetector(_model);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.VoiceModel is { } path)
            _model = loader.Load(path);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _model?.Dispose();
}
