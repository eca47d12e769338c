using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Clients;

/// <summary>A client in another language, generated from the protos alone.</summary>
/// <remarks>Debian: python3-grpcio, python3-protobuf, protobuf-compiler, libprotobuf-dev.</remarks>
public sealed class PythonClientTests(ServerFixture fixture) : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Protos = Path.Combine(Repository.Root, "protos");

    private readonly string _stubs = Directory.CreateTempSubdirectory("transcribe-python-").FullName;

    public void Dispose() => Directory.Delete(_stubs, recursive: true);

    [Fact]
    public async Task PythonClient_FromTheProtoAlone_GetsTranscriptsAndReasons()
    {
        Assert.SkipUnless(await Tool.SucceedsAsync("protoc", "--version"), "needs protoc (Debian: protobuf-compiler)");
        Assert.SkipUnless(
            await Tool.SucceedsAsync(Python, "-c", "import grpc, google.protobuf"),
            "needs Python's gRPC (Debian: python3-grpcio python3-protobuf)");
        var files = Directory.EnumerateFiles(Protos, "*.proto", SearchOption.AllDirectories);
        var (made, _, complaint) = await Tool.RunAsync("protoc", ["-I", Protos, $"--python_out={_stubs}", .. files]);
        Assert.True(made == 0, complaint);

        var script = Path.Combine(Repository.Root, "tests", "clients", "python", "transcribe_client.py");
        var (exit, output, error) = await Tool.RunAsync(
            Python, [script, fixture.Server.Address.Authority, Repository.Sample(Samples.English.File), _stubs]);
        Assert.True(exit == 0, error);
        var result = JsonDocument.Parse(output).RootElement;
        Samples.English.AssertHeardIn(result.GetProperty("text").GetString()!);
        Samples.English.AssertHeardIn(string.Join(' ', result.GetProperty("streamed").EnumerateArray().Select(text => text.GetString())));
        Assert.Equal("en", result.GetProperty("language").GetString());
        Assert.Equal("""["INVALID_ARGUMENT", "INVALID_REQUEST"]""", result.GetProperty("failure").GetRawText());
    }
}
