using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Telemetry;

public sealed class LogFormatTests
{
    [Fact]
    public async Task Log_AsJson_HasAnObjectForEachEvent()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, "Transcribe:Server:LogFormat=Json");

        Assert.True(server.HasLogged("{\"Timestamp\":\"2", "Z\",\"EventId\":400,", "\"LogLevel\":\"Information\"", "\"State\":{"));
    }
}
