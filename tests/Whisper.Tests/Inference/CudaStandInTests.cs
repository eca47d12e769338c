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

    private static TokenConstraints Choice => new LogitsRules(Digits.Generation, timestamps: true).After([new(100, 0)]);

    private static WhisperFolder Digits => WhisperFolderReader.Read(Repository.DigitsModel) with { Precision = Precision.F16 };

    [Fact]
    public void Nodes_OfAllGraphs_RunOnTheDevice()
    {
        CudaStandIns.Require();
        NodePlacements.Record();
        using var backend = Create();
        backend.Encode(0, new float[SampleTime.SampleRate], CancellationToken.None);
        backend.Align(0, [1, 2, 3]);

        // They read and write shapes, which are on the host.
        Assert.Equal(["Concat", "Gather"], NodePlacements.OnTheHost.Order());
        Assert.InRange(NodePlacements.OnTheDevice, 150, int.MaxValue);
    }

    [Fact]
    public void Encode_SeveralWindows_LaunchesTheKernelsOfOneRun()
    {
        CudaStandIns.Require();
        NodePlacements.Record();
        using var backend = Create();
        ReadOnlyMemory<float> window = new float[SampleTime.SampleRate];
        backend.Encode(0, [window], CancellationToken.None);
        CudaStandIns.TakeLaunched();
        backend.Encode(0, [window], CancellationToken.None);
        var (one, _) = CudaStandIns.TakeLaunched();

        backend.Encode(0, [window, window, window, window], CancellationToken.None);

        Assert.InRange(CudaStandIns.TakeLaunched().Kernels, one, one * 2);
    }

    [Fact]
    public void Step_Greedy_Copies40BytesUpAnd8DownForEachRow()
    {
        CudaStandIns.Require();
        NodePlacements.Record();
        using var backend = Create();
        Prefill(backend);
        Step(backend, 3);
        CudaStandIns.TakeCopied();
        CudaStandIns.TakeLaunched();

        Step(backend, 4);

        Assert.Equal((40 * Rows, 8 * Rows), CudaStandIns.TakeCopied());
        var (kernels, graphs) = CudaStandIns.TakeLaunched();
        Assert.InRange(kernels, 20, int.MaxValue);
        Assert.Equal(0, graphs);
    }

    [Fact]
    public void Step_CapturedAsAGraph_IsOneLaunchBetweenTwoCopies()
    {
        CudaStandIns.Require();
        NodePlacements.Record();
        using var backend = Create(captures: true);
        Prefill(backend);
        // Two runs come before the capture. A run that feeds a prefix does not disturb it.
        Step(backend, 3);
        Step(backend, 4);
        Prefill(backend);
        Step(backend, 5);
        CudaStandIns.TakeCopied();
        CudaStandIns.TakeLaunched();

        Step(backend, 6);

        Assert.Equal((0, 1), CudaStandIns.TakeLaunched());
        Assert.Equal((40 * Rows, 8 * Rows), CudaStandIns.TakeCopied());
    }

    private static OnnxBackend Create(bool captures = false) =>
        new(Digits, new InferenceOptions { Slots = Rows, CudaGraphs = captures });

    private static void Prefill(OnnxBackend backend)
    {
        for (var row = 0; row < Rows; row++)
        {
            backend.Encode(row, new float[SampleTime.SampleRate], CancellationToken.None);
            backend.Prefill(row, 0, [1, 2, 3], Choice);
        }
    }

    private static void Step(OnnxBackend backend, int position) => backend.Step(
        Enumerable.Repeat(100, Rows).ToArray(),
        Enumerable.Repeat(position, Rows).ToArray(),
        Enumerable.Repeat<TokenConstraints?>(Choice, Rows).ToArray());
}
