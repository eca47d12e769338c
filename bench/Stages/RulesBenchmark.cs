using BenchmarkDotNet.Attributes;
using Transcribe.Whisper.Generation;

namespace Transcribe.Bench.Stages;

/// <summary>
/// Measures the choice of a token: from the logits of one row to its next token, with all rules, over a multilingual vocabulary.
/// </summary>
public class RulesBenchmark
{
    private const int Word = 1000;

    private readonly TokenSampler _sampler = new();
    private readonly GeneratedToken[] _generated = [new(50_364, -1), .. Enumerable.Repeat(new GeneratedToken(100, -1), 50)];
    private float[] _logits = [];
    private float[] _masked = [];
    private LogitsRules _rules = null!;

    [GlobalSetup]
    public void Setup()
    {
        using var model = new BenchmarkModel("tiny", StageCases.Precisions.First());
        var random = new Random(1);
        _logits = [.. Enumerable.Range(0, model.Folder.Config.VocabularySize).Select(_ => random.NextSingle() * 20)];
        _logits[Word] = 40; // more likely than all timestamps together, as in speech
        _masked = new float[_logits.Length];
        _rules = new LogitsRules(model.Folder.Generation, timestamps: true);
    }

    [Benchmark]
    public int ApplyAndSample()
    {
        _logits.CopyTo(_masked, 0);
        _rules.Apply(_masked, _rules.After(_generated));
        return _sampler.Sample(_masked, temperature: 0).Id;
    }
}
