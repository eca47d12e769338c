using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// A step of the first rows that a GPU may capture as a CUDA graph and replay, which launches all kernels at once. A replay repeats the
/// captured run with its addresses and its numbers on the host, so the inputs and outputs of the rows stay in the device's memory at fixed
/// addresses, and the lengths on the host are always the greatest. GroupQueryAttention reads the true lengths of each row on the device.
/// ONNX Runtime runs a graph twice before it captures it, one capture for each id, and replays it from then on (docs: CUDA execution
/// provider, "Using CUDA graphs"). Captures belong to a thread; the batch loop runs all steps on one.
/// </summary>
internal sealed class CapturedStep : IDecoderRun
{
    /// <summary>The entry of a run's options that names the capture.</summary>
    public const string CaptureId = "gpu_graph_id";

    /// <summary>The <see cref="CaptureId"/> of a run that is not captured.</summary>
    public const string NoCapture = "-1";

    private const int Tokens = 0, Positions = 1, LastPositions = 2, LastAudioPositions = 3, Constraints = 4;
    private const int Ids = 0, LogProbabilities = 1;

    private readonly Owned _owned = new();
    private readonly InferenceSession _session;
    private readonly SlotCaches _caches;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options;
    private readonly StagedTensors _inputs;
    private readonly StagedTensors _outputs;

    /// <param name="session">The decoder, whose graph chooses tokens.</param>
    /// <param name="memory">The memory of the device.</param>
    /// <param name="caches">The slots' caches in this memory.</param>
    /// <param name="logits">The slots' logits in this memory.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="rows">The number of rows.</param>
    public CapturedStep(
        InferenceSession session, DeviceMemory memory, SlotCaches caches, SlotBuffer logits, WhisperConfig config, int rows)
    {
        (_session, _caches) = (session, caches);
        try
        {
            _options = _owned.Add(new RunOptions());
            _options.AddRunConfigEntry(CaptureId, rows.ToString(CultureInfo.InvariantCulture));
            _inputs = _owned.Add(new StagedTensors(
                memory,
                (TensorElementType.Int64, [rows, 1]),
                (TensorElementType.Int64, [rows, 1]),
                (TensorElementType.Int32, [rows]),
                (TensorElementType.Int32, [rows]),
                (TensorElementType.Int32, [rows, TokenChoice.Columns])));
            _outputs = _owned.Add(new StagedTensors(
                memory, (TensorElementType.Int32, [rows, 1]), (TensorElementType.Float, [rows, 1])));
            _binding = _owned.Add(session.CreateIoBinding());
            DecoderMemory.Bind(_binding, caches, logits, 0, rows);
            _binding.BindInput(DecoderGraph.Tokens, _inputs[Tokens]);
            _binding.BindInput(DecoderGraph.Positions, _inputs[Positions]);
            _binding.BindInput(DecoderGraph.LastPositions, _inputs[LastPositions]);
            _binding.BindInput(DecoderGraph.LastAudioPositions, _inputs[LastAudioPositions]);
            _binding.BindInput(TokenChoice.Constraints, _inputs[Constraints]);
            _binding.BindInput(DecoderGraph.TotalLength, Scalar(config.TextPositions));
            _binding.BindInput(DecoderGraph.AudioLength, Scalar(config.AudioPositions));
            _binding.BindOutput(TokenChoice.Ids, _outputs[Ids]);
            _binding.BindOutput(TokenChoice.LogProbabilities, _outputs[LogProbabilities]);
        }
        catch
        {
            _owned.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Run(
        ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices, Span<GeneratedToken?> chosen)
    {
        for (var row = 0; row < tokens.Length; row++)
        {
            _inputs.Values<long>(Tokens)[row] = tokens[row];
            _inputs.Values<long>(Positions)[row] = positions[row];
            _inputs.Values<int>(LastAudioPositions)[row] = _caches.AudioLengths[row] - 1;
            TokenChoice.Write(choices[row].GetValueOrDefault(), _inputs.Values<int>(Constraints)[(row * TokenChoice.Columns)..]);
        }
        positions.CopyTo(_inputs.Values<int>(LastPositions));
        _inputs.Upload();
        _session.RunWithBinding(_options, _binding);
        _outputs.Download();
        var ids = _outputs.Values<int>(Ids);
        var logProbabilities = _outputs.Values<float>(LogProbabilities);
        for (var row = 0; row < tokens.Length; row++)
            chosen[row] = choices[row] is null ? null : new GeneratedToken(ids[row], logProbabilities[row]);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private OrtValue Scalar(int value) => _owned.Add(OrtValue.CreateTensorValueFromMemory(new[] { value }, []));
}
