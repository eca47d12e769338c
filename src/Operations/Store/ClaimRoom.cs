namespace Transcribe.Operations.Store;

/// <summary>Which operations a process has room for.</summary>
/// <param name="Inline">Whether it can run one more with inline audio.</param>
/// <param name="Remote">Whether it can run one more with remote audio, which begins with the fetch.</param>
/// <param name="FullTenants">Tenants that must not get one more with remote audio.</param>
public sealed record ClaimRoom(bool Inline, bool Remote, IReadOnlySet<string> FullTenants)
{
    /// <summary>Room for every operation.</summary>
    public static ClaimRoom All { get; } = new(Inline: true, Remote: true, new HashSet<string>());

    /// <summary>Whether there is room for any operation.</summary>
    public bool IsAny => Inline || Remote;
}
