using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>
/// ONNX Runtime's CUDA provider on stand-ins for the libraries of CUDA (tests/CudaStandIns): which nodes it gets, and what it copies.
/// <c>scripts/check-cuda</c> builds the stand-ins and runs this class.
/// </summary>
public sealed class CudaStandInTests
{
    private const int Rows = 4;

    private static WhisperFolder Digits => WhisperFolderReader.Read(Repository.DigitsModel) with { Precision = Precision.F16 };

    [Fact]
    public void Nodes_OfAllGraphs_RunOnTheDevice()
    {
        CudaStandIns.Require();
        NodePlacements.Record();
        using var backend = Create();
        backend.Encode(0, new float[SampleTime.SampleRate], CancellationToken.None);
        backend.Align(0, [1, 2, 3]);

        // It reads a shape, which is on the host.
        Assert.Equal(["Gather"], NodePlacements.OnTheHost);
        Assert.InRange(NodePlacements.OnTheDevice, 150, int.MaxValue);
    }

    [Fact]
    public void Step_Greedy_Copies40BytesUpAnd8DownForEachRow()
    {
        CudaStandIns.Require();
        NodePlacements.Record();
        using var backend = Create();
        var choice = new LogitsRules(Digits.Generation, timestamps: true).After([new(100, 0)]);
        for (var row = 0; row < Rows; row++)
        {
            backend.Encode(row, new float[SampleTime.SampleRate], CancellationToken.None);
            backend.Prefill(row, 0, [1, 2, 3], choice);
        }
        Step(3);
        CudaStandIns.TakeCopied();

        Step(4);

        Assert.Equal((40 * Rows, 8 * Rows), CudaStandIns.TakeCopied());

        void Step(int position) => backend.Step(
            Enumerable.Repeat(100, Rows).ToArray(),
            Enumerable.Repeat(position, Rows).ToArray(),
            Enumerable.Repeat<TokenConstraints?>(choice, Rows).ToArray());
    }

    private static OnnxBackend Create() => new(Digits, new InferenceOptions { Slots = Rows });
}
