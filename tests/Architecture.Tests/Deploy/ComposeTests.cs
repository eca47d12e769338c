using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Transcribe.Architecture.Tests.Deploy;

public sealed class ComposeTests
{
    private static readonly Dictionary<string, object> File = Read();

    private static IEnumerable<Dictionary<object, object>> Services => Map(File["services"]).Values.Select(Map);

    [Fact]
    public void Profiles_AreThoseOfTheDocumentation() =>
        Assert.Equal(["cpu", "cuda", "observability"], Services.SelectMany(service => Items(service, "profiles")).Distinct().Order());

    [Fact]
    public void Volumes_AreDeclaredOrFilesOfTheRepository()
    {
        var declared = Map(File["volumes"]).Keys;
        var mounted = Services.SelectMany(service => Items(service, "volumes")).Select(volume => volume.Split(':')[0]).ToArray();

        Assert.Empty(mounted.Where(source => !source.StartsWith('.')).Except(declared.Cast<string>()));
        Assert.All(mounted.Where(source => source.StartsWith('.')), source => Assert.True(Path.Exists(DeployFiles.At(source)), source));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public void Server_IsSecureAndDrains(string name)
    {
        var service = Map(Map(File["services"])[name]);

        Assert.Equal("true", service["read_only"]);
        Assert.Equal(["ALL"], Items(service, "cap_drop"));
        Assert.Equal("60s", service["stop_grace_period"]);
        Assert.Equal($"transcribe:{typeof(Server.ServerOptions).Assembly.GetName().Version!.ToString(3)}-{name}", service["image"]);
    }

    private static Dictionary<string, object> Read()
    {
        using var text = System.IO.File.OpenText(DeployFiles.At("compose.yaml"));
        // Applies the keys "<<".
        return new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(text)));
    }

    private static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;

    private static IEnumerable<string> Items(Dictionary<object, object> service, string name) =>
        service.TryGetValue(name, out var items) ? ((List<object>)items).Cast<string>() : [];
}
