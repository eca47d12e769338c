using Microsoft.Extensions.Options;
using Transcribe.Engines.Hub;

namespace Transcribe.Engines.Tests.Hub;

public sealed class HubSettingsTests
{
    private static readonly string User = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public static TheoryData<string, string> CacheFolders => new()
    {
        { "", Path.Combine(User, ".cache/huggingface/hub") },
        { "XDG_CACHE_HOME=/xdg", "/xdg/huggingface/hub" },
        { "XDG_CACHE_HOME=/xdg HF_HOME=/hf", "/hf/hub" },
        { "XDG_CACHE_HOME=/xdg HF_HOME=/hf HF_HUB_CACHE=/cache", "/cache" },
        { "HF_HOME=~/models", Path.Combine(User, "models/hub") },
    };

    [Theory]
    [MemberData(nameof(CacheFolders))]
    public void From_Environment_FindsTheCacheAsHuggingFacesToolsDo(string environment, string folder) =>
        Assert.Equal(folder, Settings(environment).CacheFolder);

    [Theory]
    [InlineData("HF_HOME=/nowhere", "https://huggingface.co/")]
    [InlineData("HF_ENDPOINT=https://mirror.example", "https://mirror.example/")]
    [InlineData("HF_ENDPOINT=http://localhost:8080/hub/", "http://localhost:8080/hub/")]
    public void From_Environment_FindsTheEndpoint(string environment, string endpoint) =>
        Assert.Equal(endpoint, Settings(environment).Endpoint.AbsoluteUri);

    [Theory]
    [InlineData("HF_ENDPOINT=mirror.example")]
    [InlineData("HF_ENDPOINT=file:///etc")]
    public void From_EndpointThatIsNoUrl_IsRefused(string environment) =>
        Assert.Throws<OptionsValidationException>(() => Settings(environment));

    [Fact]
    public void From_Token_PrefersTheVariableToTheFile()
    {
        using var home = new TestFolder();

        Assert.Null(Settings($"HF_HOME={home.Path}").Token);
        File.WriteAllText(home["token"], "hf_file\n");
        Assert.Equal("hf_file", Settings($"HF_HOME={home.Path}").Token);
        Assert.Equal("hf_file", Settings($"HF_HOME=/nowhere HF_TOKEN_PATH={home["token"]}").Token);
        Assert.Equal("hf_variable", Settings($"HF_HOME={home.Path} HF_TOKEN=hf_variable").Token);
    }

    private static HubSettings Settings(string environment)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return HubSettings.From(name => variables.GetValueOrDefault(name));
    }
}
