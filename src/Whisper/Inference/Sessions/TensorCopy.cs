using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// A copy of one tensor to another, where either may be on the host. A host input is copied to the device when it is bound, so it is bound
/// again before every run.
/// </summary>
internal sealed class TensorCopy : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options;
    private readonly OrtValue? _host;
    private readonly OrtIoBinding _binding;

    /// <param name="session">A session of the <see cref="CopyGraph"/> for the tensors' type.</param>
    /// <param name="options">The options of its runs.</param>
    /// <param name="from">The source.</param>
    /// <param name="to">The destination, which has the same shape.</param>
    /// <param name="fromHost">Whether the source is on the host.</param>
    public TensorCopy(InferenceSession session, RunOptions options, OrtValue from, OrtValue to, bool fromHost)
    {
        (_session, _options, _host) = (session, options, fromHost ? from : null);
        _binding = session.CreateIoBinding();
        _binding.BindInput(CopyGraph.From, from);
        _binding.BindOutput(CopyGraph.To, to);
    }

    /// <summary>Copies the source's present values.</summary>
    public void Run()
    {
        if (_host is not null)
            _binding.BindInput(CopyGraph.From, _host);
        _session.RunWithBinding(_options, _binding);
    }

    /// <inheritdoc/>
    public void Dispose() => _binding.Dispose();
}
