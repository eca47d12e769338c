namespace Transcribe.Tests;

/// <summary>Tests that measure the process' memory, or how soon something ends, run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
