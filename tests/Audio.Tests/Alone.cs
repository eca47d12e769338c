namespace Transcribe.Audio.Tests;

/// <summary>Tests that measure memory or a duration run while no other test runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
