using Transcribe.Core;
using Transcribe.Engines.Fallback;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Generation;

/// <summary>
/// The state of one window's generation, from start to transcript, without the model. The caller feeds <see cref="Pending"/> at
/// <see cref="Position"/> and passes back the logits, or the token that <see cref="Choice"/> allows, until <see cref="IsFinished"/>. The
/// phases are:
/// <list type="number">
/// <item>Start-of-transcript alone: its logits contain the language. Skipped if the language is known.</item>
/// <item>The prompt, if any, up to start-of-transcript: its logits contain the no-speech probability. Without a prompt the logits of phase
/// 1 are used.</item>
/// <item>Language, task and the options' prefix, then one token after another, chosen by the rules.</item>
/// <item>At the end of the text the fallback policy accepts it, or phase 3 restarts at another temperature from position 0.</item>
/// </list>
/// </summary>
internal sealed class WindowGeneration
{
    /// <summary>The language of <c>.en</c> models.</summary>
    public const string EnglishOnly = "en";

    /// <summary>
    /// Tokens that must fit after the longest prompt and a prefix: language, task, no-timestamps and at least one generated token.
    /// </summary>
    private const int MaxRest = 4;

    private readonly GenerationConfig _config;
    private readonly ITextCodec _codec;
    private readonly LanguageDetection? _detection;
    private readonly StartSequence _sequence;
    private readonly LogitsRules _rules;
    private readonly TokenSampler _sampler = new();
    private readonly FallbackPolicy<GenerationResult> _fallback;
    private readonly int _textPositions;
    private readonly int _maxTokens;
    private readonly IReadOnlyList<GeneratedToken> _prefix;
    private readonly int[] _step = new int[1];

    private Phase _phase;
    private DetectedLanguage? _language;
    private float _noSpeechProbability;
    private GenerationAttempt? _attempt;
    private int[] _pending = [];

    /// <param name="config">The model's tokens, rules and thresholds.</param>
    /// <param name="textPositions">The decoder's context, 448.</param>
    /// <param name="options">The options of the generation.</param>
    /// <param name="codec">The model's vocabulary.</param>
    /// <exception cref="TranscriptionException">The model does not have a candidate language.</exception>
    public WindowGeneration(GenerationConfig config, int textPositions, GenerationOptions options, ITextCodec codec)
    {
        (_config, _textPositions, _codec) = (config, textPositions, codec);
        _maxTokens = options.MaxTokens ?? textPositions / 2;
        _prefix = [.. options.Prefix.Take(Math.Min(_maxTokens, textPositions / 2) - MaxRest)];
        _detection = config.Multilingual ? new LanguageDetection(config.Tokens, options.Settings.LanguageCodes) : null;
        _language = _detection?.Forced;
        _sequence = new StartSequence(config, textPositions, options, codec);
        _rules = new LogitsRules(config, options.Timestamps);
        _fallback = new FallbackPolicy<GenerationResult>(config.Thresholds, options.Settings.Temperature);
        if (_detection is not null && _language is null)
            Feed(Phase.Language, 0, [config.Tokens.StartOfTranscript]);
        else
            Feed(Phase.Speech, 0, _sequence.Start);
    }

    private enum Phase
    {
        Language,
        Speech,
        Text,
        Finished,
    }

    public bool IsFinished => _phase == Phase.Finished;

    /// <summary>Tokens to feed next: several for a prefill, one for a step. Valid until the next call to Accept.</summary>
    public ReadOnlySpan<int> Pending => _pending;

    /// <summary>Decoder position of the first pending token; at 0 the self-attention cache restarts.</summary>
    public int Position { get; private set; }

    /// <summary>
    /// Constraints on the token after <see cref="Pending"/> if the likeliest allowed token is sufficient; null if the logits are needed.
    /// </summary>
    public TokenConstraints? Choice => _phase == Phase.Text && _attempt!.Temperature == 0 ? _rules.After(_attempt.Tokens) : null;

    /// <summary>Accepts the likeliest token that <see cref="Choice"/> allows after <see cref="Pending"/>.</summary>
    /// <exception cref="TranscriptionException">The token's logits are not finite.</exception>
    public void Accept(GeneratedToken token)
    {
        if (Choice is null)
            throw new InvalidOperationException("The logits are needed.");
        if (!float.IsFinite(token.LogProbability))
            throw TokenSampler.NotFinite();
        Take(token);
    }

    /// <summary>Accepts the logits after <see cref="Pending"/>.</summary>
    /// <param name="logits">[vocabulary], after the last pending token; overwritten.</param>
    /// <exception cref="TranscriptionException">The logits are not finite.</exception>
    public void Accept(Span<float> logits)
    {
        switch (_phase)
        {
            case Phase.Language:
                AcceptLanguage(logits);
                break;
            case Phase.Speech:
                AcceptSpeech(logits);
                break;
            case Phase.Text:
                AcceptText(logits);
                break;
            default:
                throw new InvalidOperationException("The window is finished.");
        }
    }

    /// <summary>The result; available once <see cref="IsFinished"/>.</summary>
    public GenerationResult ToResult()
    {
        if (!IsFinished || _fallback.Outcome is not { } outcome)
            throw new InvalidOperationException("The window is not finished.");
        var reason = _fallback.SuppressionReason(_noSpeechProbability);
        return outcome with
        {
            Language = _language?.Code ?? EnglishOnly,
            LanguageProbability = _language?.Probability ?? 1,
            NoSpeechProbability = _noSpeechProbability,
            Tokens = reason is null || _prefix.Count == 0 ? outcome.Tokens : [.. outcome.Tokens.Take(_prefix.Count)],
            SuppressionReason = _prefix.Count == 0 ? reason : null,
            Fallbacks = _fallback.Fallbacks,
        };
    }

    private void AcceptLanguage(Span<float> logits)
    {
        _language = _detection!.Detect(logits);
        if (_sequence.Start.Length > 1)
            Feed(Phase.Speech, 0, _sequence.Start);
        else
            AcceptSpeech(logits);
    }

    private void AcceptSpeech(Span<float> logits)
    {
        _noSpeechProbability = _config.Tokens.NoSpeech is { } id ? LogProbability.Softmax(logits, id) : 0;
        StartAttempt();
        var rest = AfterStart();
        if (rest.Length > 0)
            Feed(Phase.Text, _sequence.Start.Length, rest);
        else
            AcceptText(logits);
    }

    private void AcceptText(Span<float> logits)
    {
        _rules.Apply(logits, _rules.After(_attempt!.Tokens));
        Take(_sampler.Sample(logits, _attempt.Temperature));
    }

    private void Take(GeneratedToken token)
    {
        _attempt!.Add(token);
        if (_attempt.IsFinished)
        {
            FinishAttempt();
            return;
        }

        _step[0] = token.Id;
        Feed(Phase.Text, Position + _pending.Length, _step);
    }

    private void FinishAttempt()
    {
        if (_fallback.Settle(_attempt!.ToResult(_codec.Decode), _noSpeechProbability))
        {
            Feed(Phase.Finished, Position, []);
            return;
        }

        StartAttempt();
        Feed(Phase.Text, 0, [.. _sequence.Start, .. AfterStart()]);
    }

    private void StartAttempt()
    {
        // The last sampled token is never fed, so one token more than the free positions can be sampled.
        var room = _textPositions + 1 - _sequence.Start.Length - _sequence.Rest(_language?.Id).Length;
        _attempt = new GenerationAttempt(_fallback.Temperature, _config.Tokens.EndOfText, Math.Min(_maxTokens, room));
        foreach (var token in _prefix)
            _attempt.Add(token);
    }

    private int[] AfterStart() => [.. _sequence.Rest(_language?.Id), .. _prefix.Select(token => token.Id)];

    private void Feed(Phase phase, int position, int[] tokens) => (_phase, Position, _pending) = (phase, position, tokens);
}
