using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Batching;

/// <summary>
/// A backend that takes its logits from <c>script(window, position, logits)</c>; the first sample of a window identifies it, and one
/// without audio is 0. It can fail and stall on demand.
/// </summary>
internal sealed class ScriptedBackend(int slots, Action<int, int, Span<float>> script) : IInferenceBackend
{
    private readonly int[] _windows = new int[slots];
    private readonly float[][] _logits = [.. Enumerable.Range(0, slots).Select(_ => new float[Vocabulary])];
    private readonly GeneratedToken?[] _chosen = new GeneratedToken?[slots];

    /// <summary>Tokens 0 to 9 are text. End-of-text, start-of-transcript, no-timestamps and one timestamp follow.</summary>
    public const int Vocabulary = 14;

    public int Slots => slots;

    public string Device => "cpu";

    public int EncoderWindows { get; init; } = 1;

    /// <summary>The number of windows of each encoder run.</summary>
    public List<int> EncodeSizes { get; } = [];

    /// <summary>The windows in the order of their encoder runs.</summary>
    public List<int> Encoded { get; } = [];

    /// <summary>The number of rows of each step.</summary>
    public List<int> StepSizes { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Called before each encoder run, with the window.</summary>
    public Action<int> OnEncode { get; set; } = _ => { };

    /// <summary>Called before each step.</summary>
    public Action OnStep { get; set; } = () => { };

    /// <summary>Chooses tokens as a device does; null leaves the choice to the caller.</summary>
    public Func<float[], TokenConstraints, GeneratedToken>? Choose { get; set; }

    public int EncodedPositions(int samples) => samples;

    public void Encode(int slot, ReadOnlySpan<ReadOnlyMemory<float>> windows, CancellationToken cancellationToken)
    {
        EncodeSizes.Add(windows.Length);
        foreach (var window in windows)
        {
            _windows[slot] = window.IsEmpty ? 0 : (int)window.Span[0];
            lock (Encoded)
                Encoded.Add(_windows[slot]);
            OnEncode(_windows[slot]);
            slot++;
        }
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Prefill(int slot, int position, ReadOnlySpan<int> tokens, TokenConstraints? choice) =>
        Answer(slot, position + tokens.Length - 1, choice);

    public void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices)
    {
        OnStep();
        StepSizes.Add(tokens.Length);
        for (var row = 0; row < tokens.Length; row++)
            Answer(row, positions[row], choices[row]);
    }

    public GeneratedToken? Chosen(int slot) => _chosen[slot];

    public Span<float> Logits(int slot) => _logits[slot];

    public void Move(int from, int to) => _windows[to] = _windows[from];

    public AlignmentWeights Align(int slot, ReadOnlySpan<int> tokens) => throw new NotSupportedException("scripted");

    public void Dispose() => IsDisposed = true;

    private void Answer(int slot, int position, TokenConstraints? choice)
    {
        Array.Clear(_logits[slot]);
        script(_windows[slot], position, _logits[slot]);
        _chosen[slot] = choice is { } constraints ? Choose?.Invoke(_logits[slot], constraints) : null;
    }
}
