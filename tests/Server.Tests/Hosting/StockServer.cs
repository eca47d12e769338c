namespace Transcribe.Server.Tests.Hosting;

/// <summary>A server whose default model is a ggml file, which whisper.cpp runs.</summary>
public sealed class StockServer : IAsyncLifetime
{
    private readonly StockModel _model = new();

    internal TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await TestServer.StartAsync([.. _model.Settings.Select(setting => $"{setting.Key}={setting.Value}")]);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _model.Dispose();
    }
}
