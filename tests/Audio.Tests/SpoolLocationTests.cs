using Transcribe.Audio.Spool;

namespace Transcribe.Audio.Tests;

public sealed class SpoolLocationTests : IDisposable
{
    private readonly TestFolder _home = new();

    [Fact]
    public void Find_WithASetting_IsThatFolder() =>
        Assert.Equal("/srv/spool", SpoolLocation.Find("/srv/spool", Variables(("STATE_DIRECTORY", "/var/lib/transcribe"))));

    [Fact]
    public void Find_UnderSystemd_IsInTheStateFolder() =>
        Assert.Equal(
            "/var/lib/transcribe/spool",
            SpoolLocation.Find(null, Variables(("STATE_DIRECTORY", "/var/lib/transcribe:/var/lib/more"), ("HOME", _home.Path))));

    [Fact]
    public void Find_WithACacheFolder_IsInIt() =>
        Assert.Equal(
            _home["cache/transcribe/spool"],
            SpoolLocation.Find("", Variables(("XDG_CACHE_HOME", _home["cache"]), ("HOME", "/nowhere"))));

    [Fact]
    public void Find_WithAHomeFolder_IsInItsCache()
    {
        var location = SpoolLocation.Find(null, Variables(("XDG_CACHE_HOME", "relative"), ("HOME", _home.Path)));

        Assert.Equal(_home[".cache/transcribe/spool"], location);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(location));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/proc")]
    [InlineData("")]
    public void Find_WithoutAHomeFolderToWriteTo_IsAFolderOfTheUserInTheTemporaryFolder(string home) =>
        Assert.Equal(
            Path.Combine(Path.GetTempPath(), $"transcribe-spool-{Environment.UserName}"),
            SpoolLocation.Find(null, Variables(("HOME", home))));

    public void Dispose() => _home.Dispose();

    private static Func<string, string?> Variables(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
