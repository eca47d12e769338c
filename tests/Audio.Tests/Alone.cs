namespace Transcribe.Audio.Tests;

/// <summary>Tests that measure the process's memory, or how soon something ends, run while no other test runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
