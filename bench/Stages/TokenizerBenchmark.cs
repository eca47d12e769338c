using BenchmarkDotNet.Attributes;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Bench.Stages;

/// <summary>Measures the tokenizer with the vocabulary of the bundled model: encoding a prompt, and decoding the ids of a window.</summary>
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
