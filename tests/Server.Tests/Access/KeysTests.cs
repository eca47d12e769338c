using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Server.Access;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Access;

/// <summary>Keys, the tenants that they belong to, and the file that changes them.</summary>
public sealed class KeysTests : IDisposable
{
    private const string First = "correct-horse-battery";
    private const string Second = "staple-horse-battery";
    private const string Third = "another-horse-battery";

    private static readonly ListModelsRequest Request = new();

    private readonly TestFolder _folder = new();
    private readonly CallerLog _callers = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tenant_WithSeveralKeys_IsTheCallerOfEach()
    {
        await using var server = await StartAsync(
            $"Transcribe:Access:Tenants:acme:Keys:0={First}",
            $"Transcribe:Access:Tenants:acme:KeyHashes:0={Hash(Second)}",
            $"Transcribe:Access:Tenants:acme:KeyHashes:1= {Hash(Third).ToUpperInvariant()} ");

        foreach (var key in new[] { First, Second, Third })
            await server.Client.ListModelsAsync(Request, ApiKey(key));
        // A hash is not a key.
        await AssertRefusedAsync(server, ApiKey(Hash(Second)));

        Assert.Equal(["acme", "acme", "acme"], _callers.Tenants);
    }

    [Fact]
    public async Task FlatKeys_Several_AreTenantsOfTheirOwn()
    {
        await using var server = await StartAsync($"Transcribe:Access:Keys:0={First}", $"Transcribe:Access:Keys:1={Second}");

        foreach (var key in new[] { First, Second, First })
            await server.Client.ListModelsAsync(Request, ApiKey(key));

        var expected = new[] { First, Second, First }.Select(key => $"key:{Hash(key)[..16]}");
        Assert.Equal(expected, _callers.Tenants);
    }

    [Fact]
    public async Task NoKeys_AnyCall_IsOfNoTenantAndOfItsAddress()
    {
        await using var server = await StartAsync();
        await server.Client.ListModelsAsync(Request, ApiKey(First));
        Assert.Equal([""], _callers.Tenants);
        Assert.Equal(["127.0.0.1"], _callers.Accounts);
    }

    [Theory]
    [InlineData("x-api-key", First)]
    [InlineData("x-api-key", $"  {First}\t")]
    [InlineData("authorization", $"Bearer {First}")]
    [InlineData("authorization", $"bearer   {First}  ")]
    public async Task Key_WithBlanksAround_IsAccepted(string header, string value)
    {
        // The socket keeps the blanks, which clients remove.
        await using var server = await StartAsync($"Transcribe:Access:Keys:0= {First} ");
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/models HTTP/1.1\r\nHost: x\r\n{header}: {value}\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task TwoKeys_InOneCall_TheAuthorizationCounts()
    {
        await using var server = await StartAsync(
            $"Transcribe:Access:Tenants:one:Keys:0={First}", $"Transcribe:Access:Tenants:two:Keys:0={Second}");

        await server.Client.ListModelsAsync(Request, new Metadata { { "authorization", $"Bearer {First}" }, { "x-api-key", Second } });
        await AssertRefusedAsync(server, new Metadata { { "authorization", "Bearer wrong" }, { "x-api-key", Second } });

        Assert.Equal(["one"], _callers.Tenants);
    }

    [Fact]
    public async Task KeysFile_Changed_CountsWithoutARestart()
    {
        var file = _folder["keys.json"];
        await WriteAsync(file, new { Tenants = new { acme = new { KeyHashes = new[] { Hash(First) } } } });
        await using var server = await StartAsync($"Transcribe:Access:KeysFile={file}");
        await server.Client.ListModelsAsync(Request, ApiKey(First));
        await AssertRefusedAsync(server, ApiKey(Second));

        await WriteAsync(file, new { Tenants = new { acme = new { Keys = new[] { Second } } }, Keys = new[] { Third } });

        await Until.TrueAsync(() => IsAccepted(server, Second));
        await AssertRefusedAsync(server, ApiKey(First));
        await server.Client.ListModelsAsync(Request, ApiKey(Third));
        Assert.Contains("acme", _callers.Tenants);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"Tenants":{"Not a name":{"Keys":["another-horse-battery"]}}}""")]
    [InlineData("""{"Tenants":{"acme":{"Keyz":["another-horse-battery"]}}}""")]
    [InlineData("""{"Keys":["short"]}""")]
    [InlineData(null)]
    public async Task KeysFile_BecomesUnusable_TheLastGoodKeysStayAndAWarningIsLogged(string? content)
    {
        var file = _folder["keys.json"];
        await WriteAsync(file, new { Tenants = new { acme = new { Keys = new[] { First } } } });
        var log = new WarningLog();
        await using var server = await TestServer.StartAsync(
            builder => builder.Logging.AddProvider(log).AddFilter<WarningLog>("Transcribe.Server.Access", LogLevel.Warning),
            $"Transcribe:Access:KeysFile={file}");

        if (content is null)
            File.Delete(file);
        else
            await File.WriteAllTextAsync(file, content);

        await Until.TrueAsync(() => log.Messages.Count > 0);
        Assert.Contains(file, log.Messages[0], StringComparison.Ordinal);
        Assert.DoesNotContain("battery", log.Messages[0], StringComparison.Ordinal);
        await server.Client.ListModelsAsync(Request, ApiKey(First));
    }

    [Fact]
    public async Task Dispose_WithoutAStop_EndsTheWorkWithoutAFault()
    {
        var options = new AccessOptions { KeysFile = _folder["keys.json"] };
        await WriteAsync(options.KeysFile, new { Keys = new[] { First } });
        var clock = new FakeTimeProvider();
        var keys = new ApiKeys(Options.Create(options), clock, NullLogger<ApiKeys>.Instance);
        await keys.StartAsync(default);
        var atStart = keys.Table;
        await Until.TrueAsync(() => keys.Table != atStart, clock, TimeSpan.FromSeconds(1));

        keys.Dispose();

        await keys.ExecuteTask!;
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("""{"Keys":["short"]}""", "fewer than 16")]
    [InlineData(null, "keys.json")]
    public async Task Start_KeysFileIsUnusable_Fails(string? content, string expected)
    {
        var file = _folder["keys.json"];
        if (content is not null)
            await File.WriteAllTextAsync(file, content);

        var failure = await Record.ExceptionAsync(() => StartAsync($"Transcribe:Access:KeysFile={file}"));

        Assert.Contains(expected, Assert.Single(StartFailure.Explain(failure!)!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TwoTenantsHaveOneKey_FailsWithoutNamingIt()
    {
        var failure = await Record.ExceptionAsync(() => StartAsync(
            $"Transcribe:Access:Tenants:one:Keys:0={First}", $"Transcribe:Access:Tenants:two:KeyHashes:0={Hash(First)}"));

        var reason = Assert.Single(StartFailure.Explain(failure!)!);
        Assert.Equal("Transcribe:Access:Tenants: one and two have the same key", reason);
    }

    private Task<TestServer> StartAsync(params string[] settings) => TestServer.StartAsync(_callers.Configure, settings);

    private static bool IsAccepted(TestServer server, string key)
    {
        try
        {
            server.Client.ListModels(Request, ApiKey(key));
            return true;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.Unauthenticated)
        {
            return false;
        }
    }

    private static Task<Google.Rpc.Status> AssertRefusedAsync(TestServer server, Metadata headers) => Failure.AssertGrpcAsync(
        StatusCode.Unauthenticated, "UNAUTHENTICATED", () => server.Client.ListModelsAsync(Request, headers).ResponseAsync);

    // Replaces the file, as tools that write secrets do.
    private static async Task WriteAsync(string file, object content)
    {
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(content));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static Metadata ApiKey(string key) => new() { { "x-api-key", key } };

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Collects the warnings.</summary>
    private sealed class WarningLog : ILoggerProvider, ILogger
    {
        private readonly List<string> _messages = [];

        public IReadOnlyList<string> Messages
        {
            get
            {
                lock (_messages)
                    return [.. _messages];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_messages)
                _messages.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
