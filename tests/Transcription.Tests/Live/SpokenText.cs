using Transcribe.Core;

namespace Transcribe.Transcription.Tests.Live;

/// <summary>A transcript as a list of words.</summary>
internal sealed class SpokenText(params string[] words) : IWindowText
{
    public IReadOnlyList<string> Words => words;

    public string Beginning(int count) => string.Concat(words.Take(count)).Trim();

    public Continuation Keep(int count) => new SpokenBeginning([.. words.Take(count)]);
}

/// <summary>The stable words.</summary>
internal sealed record SpokenBeginning(string[] Words) : Continuation("en");
