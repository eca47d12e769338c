using System.ComponentModel.DataAnnotations;

namespace Transcribe.Server.Access;

/// <summary>Who may call, and how often (section <c>Transcribe:Access</c>).</summary>
public sealed class AccessOptions
{
    /// <summary>Shorter keys are guessed.</summary>
    public const int MinimumKeyLength = 16;

    /// <summary>API keys of at least 16 characters, of which a call must show one as <c>authorization: Bearer …</c> or <c>x-api-key</c>; default none, and then everybody may call. Health is always open.</summary>
    public IList<string> Keys { get; } = [];

    /// <summary>Calls a minute for each key, or for each address where there are no keys; 0 (the default) sets no quota.</summary>
    [Range(0, 1_000_000)]
    public int CallsPerMinute { get; set; }
}
