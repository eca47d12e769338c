using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Transcription.Live.Speech;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Transcription.Tests.Live;

/// <summary>
/// Uses a graph with the inputs and outputs of a Silero model. Its probability of voice is ten times the mean amplitude.
/// </summary>
public sealed class SileroDetectorTests : IDisposable
{
    private readonly GraphBuilder _graph = new("voice");
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void IsVoice_OverTheStream_FollowsTheModel()
    {
        using var model = new VoiceModel(Save("input"));
        var detector = new SileroDetector(model);

        var verdicts = Verdicts(detector, [.. Pcm.Silence(1), .. Pcm.Noise(1, 0.2f), .. Pcm.Silence(1)]);

        Assert.All(verdicts[..100], Assert.False);
        Assert.All(verdicts[106..200], Assert.True);
        Assert.All(verdicts[206..], Assert.False);
    }

    [Fact]
    public void IsVoice_BelowTheThresholdButOnceBegun_GoesOn()
    {
        using var model = new VoiceModel(Save("input"));

        // The probability is 0.42, first alone and then after 1.
        Assert.DoesNotContain(true, Verdicts(new SileroDetector(model), Pcm.Noise(1, 0.084f)));
        Assert.True(Verdicts(new SileroDetector(model), [.. Pcm.Noise(1, 0.2f), .. Pcm.Noise(1, 0.084f)])[^1]);
    }

    [Fact]
    public void IsVoice_Threshold_IsTheLeastProbability()
    {
        using var model = new VoiceModel(Save("input"));

        // The probability is 0.42.
        Assert.Contains(true, Verdicts(new SileroDetector(model) { Threshold = 0.35f }, Pcm.Noise(1, 0.084f)));
        Assert.DoesNotContain(true, Verdicts(new SileroDetector(model) { Threshold = 0.6f }, Pcm.Noise(1, 0.084f)));
    }

    [Fact]
    public void Construct_AnotherModel_SaysWhatIsMissing()
    {
        var failure = Assert.Throws<ModelFolderException>(() => new VoiceModel(Save("samples")));
        Assert.Contains("it is not a Silero voice activity model", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Construct_NoModel_Fails() => Assert.Throws<ModelFolderException>(() => new VoiceModel(Repository.Sample("manifest.json")));

    private static bool[] Verdicts(SileroDetector detector, float[] samples) =>
        [.. samples.Chunk(160).Select(frame => detector.IsVoice(frame, power: 0))];

    private string Save(string input)
    {
        _graph.Input(input, TensorElementType.Float, 1, null);
        _graph.Input("state", TensorElementType.Float, 2, 1, 128);
        _graph.Input("sr", TensorElementType.Int64);
        var amplitude = _graph.Node("ReduceMean", [_graph.Node("Abs", [input])], GraphBuilder.Int("keepdims", 1));
        var ten = _graph.Weight<float>("ten", [1], weight => weight[0] = 10);
        _graph.Output(_graph.Node("Mul", [amplitude, ten]), "output", TensorElementType.Float, 1, 1);
        _graph.Output("state", "stateN", TensorElementType.Float, 2, 1, 128);
        File.WriteAllBytes(_folder["voice.onnx"], _graph.ToModel(""));
        return _folder["voice.onnx"];
    }
}
