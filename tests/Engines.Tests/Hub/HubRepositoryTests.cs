using Transcribe.Engines.Hub;

namespace Transcribe.Engines.Tests.Hub;

public sealed class HubRepositoryTests
{
    [Theory]
    [InlineData("openai/whisper-large-v3-turbo", "openai/whisper-large-v3-turbo", "main")]
    [InlineData("distil-whisper/distil-large-v3.5@v1.0", "distil-whisper/distil-large-v3.5", "v1.0")]
    [InlineData("a/b@refs/pr/3", "a/b", "refs/pr/3")]
    public void Parse_Name_SplitsOffTheRevision(string text, string id, string revision) =>
        Assert.Equal(new HubRepository(id, revision), HubRepository.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("whisper")]
    [InlineData("a/b/c")]
    [InlineData("./a")]
    [InlineData("/a/b")]
    [InlineData("a/..")]
    [InlineData("a--b/c")]
    [InlineData("a/b@")]
    [InlineData("a/b@/x")]
    [InlineData("a/b@x/../y")]
    [InlineData("a/b\n")]
    [InlineData("https://huggingface.co/a/b")]
    public void Parse_AnythingElse_IsNoRepository(string text) => Assert.Null(HubRepository.Parse(text));
}
