using Transcribe.Core;
using Transcribe.Engines.Fallback;
using Transcribe.WhisperCpp.Ggml;
using Whisper.net;

namespace Transcribe.WhisperCpp.Windows;

/// <summary>
/// Transcribes windows with whisper.cpp, each with a state of its own. The temperatures are tried one by one, so that the rules of the
/// fallback are those of the other engine, and the temperature of a text is known.
/// </summary>
/// <param name="factory">The weights.</param>
/// <param name="dimensions">The sizes of the model.</param>
/// <param name="model">The operator's settings for the model.</param>
/// <param name="threads">For one window.</param>
internal sealed class WindowRun(WhisperFactory factory, GgmlDimensions dimensions, ModelSettings model, int threads)
{
    private const string English = "en";

    private static readonly TimeSpan WholeWindow = TimeSpan.FromSeconds(30);

    /// <summary>As in openai/whisper.</summary>
    private static readonly TimeSpan DefaultMaxInitialTimestamp = TimeSpan.FromSeconds(1);

    /// <summary>The samples of one position of the encoder, 20 ms.</summary>
    private const int PositionSamples = 320;

    /// <summary>Shorter audio is followed by silence. whisper.cpp ignores audio and tails below 0.1 s.</summary>
    private const int FewestSamples = SampleTime.SampleRate;

    private readonly FallbackThresholds _thresholds = new FallbackThresholds().With(model);
    private readonly TimeSpan _trailingSilence = model.TrailingSilence ?? WholeWindow;
    private readonly float _maxInitialTimestamp = (float)(model.MaxInitialTimestamp ?? DefaultMaxInitialTimestamp).TotalSeconds;

    /// <summary>Transcribes a window.</summary>
    /// <param name="samples">At most 30 s.</param>
    /// <param name="settings">How to transcribe it.</param>
    /// <param name="cancellationToken">
    /// Ends the run between two steps of the decoder. The encoder is not interrupted; the call returns when it has ended.
    /// </param>
    /// <exception cref="WhisperProcessingException">whisper.cpp failed.</exception>
    public async Task<WindowResult> RunAsync(
        ReadOnlyMemory<float> samples, TranscriptionSettings settings, CancellationToken cancellationToken)
    {
        if (samples.Length < FewestSamples)
            samples = (float[])[.. samples.Span, .. new float[FewestSamples - samples.Length]];
        var (language, probability) = Language(samples, settings.LanguageCodes);
        var fallback = new FallbackPolicy<WindowAttempt>(_thresholds, settings.Temperature);
        WindowAttempt attempt;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            attempt = await TryAsync(samples, settings, language, fallback.Temperature, cancellationToken);
        }
        while (!fallback.Settle(attempt, attempt.NoSpeechProbability));
        var outcome = fallback.Outcome!;
        var reason = fallback.SuppressionReason(outcome.NoSpeechProbability);
        return new WindowResult(outcome, language, probability, reason, fallback.Fallbacks);
    }

    private (string Code, float Probability) Language(ReadOnlyMemory<float> samples, IReadOnlyList<string> candidates)
    {
        if (dimensions.Languages == 0)
            return (English, 1);
        if (candidates is [var only])
            return (only, 1);
        using var processor = factory.CreateBuilder().WithThreads(threads).Build();
        var (language, probability) = processor.DetectLanguageWithProbability(samples.Span, [.. candidates]);
        return (language ?? English, probability);
    }

    private async Task<WindowAttempt> TryAsync(
        ReadOnlyMemory<float> samples,
        TranscriptionSettings settings,
        string language,
        float temperature,
        CancellationToken cancellationToken)
    {
        var segments = new List<SegmentData>();
        // Disposal waits for native code, which goes on for a while after a cancellation and reads the samples.
        await using var processor = Builder(samples.Length, settings, language, temperature).Build();
        await foreach (var segment in processor.ProcessAsync(samples, cancellationToken))
            segments.Add(segment);
        return new WindowAttempt(segments, temperature);
    }

    private WhisperProcessorBuilder Builder(int samples, TranscriptionSettings settings, string language, float temperature)
    {
        var builder = factory.CreateBuilder()
            .WithThreads(threads)
            .WithLanguage(language)
            .WithTemperature(temperature)
            .WithTemperatureInc(0)
            .WithLogProbThreshold(_thresholds.LogProbability)
            .WithNoSpeechThreshold(_thresholds.NoSpeech)
            .WithMaxInitialTs(_maxInitialTimestamp)
            .WithAudioContextSize(Positions(samples))
            .WithGreedySamplingStrategy(greedy => greedy.WithBestOf(1));
        if (settings.Task == TranscriptionTask.Translate)
            builder.WithTranslate();
        if (settings.WordTimestamps)
            builder.WithTokenTimestamps();
        // Without a prompt no text precedes: conditioning on earlier text of the window makes it stop or repeat itself.
        if (string.IsNullOrWhiteSpace(settings.Prompt))
            builder.WithMaxLastTextTokens(0);
        else
            builder.WithPrompt(" " + settings.Prompt.Trim());
        return builder;
    }

    private int Positions(int samples)
    {
        var wanted = samples + SampleTime.In(_trailingSilence);
        return (int)Math.Min(dimensions.AudioPositions, (wanted + PositionSamples - 1) / PositionSamples);
    }
}
