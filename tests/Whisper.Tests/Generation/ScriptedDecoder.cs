using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Tests.Generation;

/// <summary>
/// Replaces the model. It keeps a self-attention cache as a backend does, and answers every feed with the logits that a script gives for
/// the tokens in the cache.
/// </summary>
internal sealed class ScriptedDecoder(Func<IReadOnlyList<int>, float[]> script)
{
    private readonly List<int> _cache = [];

    /// <summary>Every feed in the format of <see cref="Feed"/>.</summary>
    public List<string> Feeds { get; } = [];

    public static string Feed(int position, params IEnumerable<int> tokens) => $"{position}: {string.Join(' ', tokens)}";

    public GenerationResult Run(WindowGeneration generation)
    {
        while (!generation.IsFinished)
            Answer(generation);
        return generation.ToResult();
    }

    public void Answer(WindowGeneration generation)
    {
        Assert.InRange(generation.Position, 0, _cache.Count);
        Assert.False(generation.Pending.IsEmpty);
        _cache.RemoveRange(generation.Position, _cache.Count - generation.Position);
        _cache.AddRange(generation.Pending);
        Feeds.Add(Feed(generation.Position, generation.Pending.ToArray()));
        generation.Accept(script([.. _cache]));
    }

    /// <summary>Returns logits that are 0 except for some tokens.</summary>
    public static float[] Peaks(params (int Id, float Logit)[] peaks)
    {
        var logits = new float[TinyModel.VocabularySize];
        foreach (var (id, logit) in peaks)
            logits[id] = logit;
        return logits;
    }

    /// <summary>Gives each of the tokens after the start sequence the logit 10 in turn, and then end-of-text.</summary>
    public static Func<IReadOnlyList<int>, float[]> Writes(int startLength, params int[] tokens) =>
        cache => Peaks((tokens.ElementAtOrDefault(cache.Count - startLength) is var id and > 0 ? id : TinyModel.EndOfText, 10));
}
