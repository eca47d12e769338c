using BenchmarkDotNet.Attributes;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Bench.Stages;

/// <summary>A prompt to ids, and a window's ids to text, with the bundled model's vocabulary.</summary>
public class TokenizerBenchmark
{
    private const string Prompt = "one two three four five six seven eight nine zero eins zwei drei vier";

    private Tokenizer _tokenizer = null!;
    private int[] _ids = [];

    [GlobalSetup]
    public void Setup()
    {
        _tokenizer = Tokenizer.Load(WhisperFolderReader.Read(Path.Combine("models", "digits")));
        _ids = _tokenizer.Encode(Prompt);
    }

    [Benchmark]
    public int[] Encode() => _tokenizer.Encode(Prompt);

    [Benchmark]
    public string Decode() => _tokenizer.Decode(_ids);
}
