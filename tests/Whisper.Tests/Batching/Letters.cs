using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Core;
using Transcribe.Engines.Queueing;
using Transcribe.Engines.Telemetry;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Batching;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Batching;

/// <summary>Windows that spell letters, for tests of the loop: window n spells the letter n, n + 1 times.</summary>
internal static class Letters
{
    /// <summary>The position of the last token before the text.</summary>
    public const int PrefixEnd = 1;

    private const int EndOfText = 10;

    private static readonly LetterCodec Codec = new();

    private static readonly GenerationConfig Config = new()
    {
        Multilingual = false,
        Thresholds = new(LogProbability: -100, CompressionRatio: 100),
        Tokens = new SpecialTokens
        {
            EndOfText = EndOfText,
            StartOfTranscript = 11,
            NoTimestamps = 12,
            FirstTimestamp = 13,
            Languages = new Dictionary<string, int>(),
        },
    };

    private static readonly TokenAligner Aligner = new(Config);
    private static readonly EngineMeter Meter = new("letters", TimeProvider.System);

    public static BatchLoop Loop(
        ScriptedBackend backend, WindowQueue<GenerationJob> queue, ILogger? log = null, TimeProvider? time = null) =>
        new(backend, queue, Aligner, Meter, time ?? TimeProvider.System, log ?? NullLogger.Instance);

    public static void SpellWindow(int window, int position, Span<float> logits) =>
        logits[position - PrefixEnd <= window ? window : EndOfText] = 10;

    public static string Spelling(int window) => new((char)('a' + window), window + 1);

    public static GenerationJob Submit(
        WindowQueue<GenerationJob> queue,
        int window,
        int maxTokens = 100,
        ITextCodec? codec = null,
        bool wordTimestamps = false,
        int samples = 1,
        CancellationToken cancellationToken = default)
    {
        var options = new GenerationOptions
        {
            Settings = new() { WordTimestamps = wordTimestamps },
            Timestamps = false,
            MaxTokens = maxTokens,
        };
        var generation = new WindowGeneration(Config, 2 * maxTokens, options, codec ?? Codec);
        var audio = new float[samples];
        audio[0] = window;
        var job = new GenerationJob(new Requester(Caller.None), audio, options, generation, TimeProvider.System, cancellationToken);
        queue.Add(job);
        return job;
    }

    public static async Task<string> Text(GenerationJob job) =>
        Codec.Decode((await job.Completion.WaitAsync(Until.Longest)).Tokens.Select(token => token.Id));

    /// <summary>A vocabulary that fails on every text.</summary>
    public sealed class BrokenCodec : ITextCodec
    {
        public int[] Encode(string text) => Codec.Encode(text);

        public string Decode(IEnumerable<int> ids) => throw new ArgumentOutOfRangeException(nameof(ids), "scripted");

        public byte[] Bytes(int id) => Codec.Bytes(id);
    }
}
