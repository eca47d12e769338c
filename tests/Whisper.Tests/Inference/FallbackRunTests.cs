using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Tests.Inference;

public sealed class FallbackRunTests
{
    [Fact]
    public void Run_TheFirstFails_RunsTheOtherFromThenOn()
    {
        var (first, other) = (new ScriptedRun { Failing = true }, new ScriptedRun());
        using var run = new FallbackRun(first, () => other, NullLogger.Instance);

        Run(run, 7);
        first.Failing = false;
        Run(run, 8);

        Assert.Equal([7], first.Tokens);
        Assert.Equal([7, 8], other.Tokens);
        Assert.True(first.IsDisposed);
        Assert.False(other.IsDisposed);
    }

    [Fact]
    public void Run_TheOtherFailsToo_Throws()
    {
        using var run = new FallbackRun(
            new ScriptedRun { Failing = true }, () => new ScriptedRun { Failing = true }, NullLogger.Instance);

        Assert.Throws<InvalidOperationException>(() => Run(run, 7));
        Assert.Throws<InvalidOperationException>(() => Run(run, 8));
    }

    [Fact]
    public void Run_TheFirstSucceeds_NeverCreatesTheOther()
    {
        var first = new ScriptedRun();
        using (var run = new FallbackRun(first, () => throw new NotSupportedException(), NullLogger.Instance))
            Run(run, 7);

        Assert.Equal([7], first.Tokens);
        Assert.True(first.IsDisposed);
    }

    private static void Run(FallbackRun run, int token) => run.Run([token], [0], new TokenConstraints?[1], new GeneratedToken?[1]);

    private sealed class ScriptedRun : IDecoderRun
    {
        public bool Failing { get; set; }

        public bool IsDisposed { get; private set; }

        public List<int> Tokens { get; } = [];

        public void Run(
            ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices, Span<GeneratedToken?> chosen)
        {
            Tokens.AddRange(tokens);
            if (Failing)
                throw new InvalidOperationException("scripted");
        }

        public void Dispose() => IsDisposed = true;
    }
}
