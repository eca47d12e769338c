namespace Transcribe.Transcription.Tests;

public sealed class RepositoryTests
{
    [Fact]
    public void Root_OfThisCheckout_HoldsTheBundledModel() => Assert.True(File.Exists(Path.Combine(Repository.DigitsModel, "config.json")));
}
