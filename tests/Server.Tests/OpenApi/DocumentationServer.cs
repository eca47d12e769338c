using Microsoft.AspNetCore.Builder;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenApi;

/// <summary>The server on a free port, shared by the tests of its documentation.</summary>
public sealed class DocumentationServer : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly WebApplication _app;

    public DocumentationServer() => _app = TranscribeServer.Build(ServerSettings.For(_folder.Path).ToArguments());

    /// <summary>A client that does not follow redirects.</summary>
    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.Single(url => url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class DocumentationGroup : ICollectionFixture<DocumentationServer>
{
    public const string Name = "Documentation";
}
