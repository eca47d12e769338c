using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Transcribe.Tests;

/// <summary>Imitates the Hugging Face hub on two loopback ports: the hub, and the store of large files that it redirects to.</summary>
public sealed class LocalHub : IAsyncDisposable
{
    public const string Repository = "team/digits";
    /// <summary>The former name of the repository; the hub redirects to the present name.</summary>
    public const string FormerRepository = "team/numbers";

    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication _hub;
    private readonly WebApplication _store;

    private LocalHub()
    {
        foreach (var path in Tests.Repository.DigitsFiles)
            Files[Path.GetFileName(path)] = File.ReadAllBytes(path);
        _hub = Build(AnswerHubAsync);
        _store = Build(context => SendAsync(context, Path.GetFileName(context.Request.Path.Value!)));
    }

    public Dictionary<string, byte[]> Files { get; } = [];

    public ConcurrentQueue<HubRequest> Requests { get; } = [];

    /// <summary>The token that a request must have; the hub answers 401 to others. Null requires none.</summary>
    public string? RequiredToken { get; set; }

    /// <summary>The statuses of the hub's next answers, before it succeeds.</summary>
    public ConcurrentQueue<int> Failures { get; } = [];

    /// <summary>The faults of the next answers with large files, one per answer.</summary>
    public ConcurrentQueue<Fault> Faults { get; } = [];

    public Uri Endpoint => new(_hub.Urls.First() + "/");

    private string StoreUrl => _store.Urls.First();

    public static async Task<LocalHub> StartAsync()
    {
        var hub = new LocalHub();
        await hub._hub.StartAsync();
        await hub._store.StartAsync();
        return hub;
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Returns the requests for a file's content (GET) or its description (HEAD).</summary>
    public HubRequest[] RequestsFor(string method, string file) =>
        [.. Requests.Where(request => request.Method == method && request.Path.EndsWith('/' + file))];

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _store.DisposeAsync();
    }

    private WebApplication Build(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            var headers = context.Request.Headers;
            Requests.Enqueue(
                new(context.Request.Method, context.Request.Host.Port ?? 0, context.Request.Path, headers.Authorization, headers.Range));
            return answer(context);
        });
        return app;
    }

    private Task AnswerHubAsync(HttpContext context)
    {
        if (Failures.TryDequeue(out var status))
            return Fail(context, status);
        if (RequiredToken is not null && context.Request.Headers.Authorization != $"Bearer {RequiredToken}")
            return Fail(context, StatusCodes.Status401Unauthorized);
        return context.Request.Path.Value switch
        {
            $"/api/models/{Repository}/revision/main" or $"/api/models/{Repository}/revision/{Commit}" =>
                context.Response.WriteAsJsonAsync(
                    new { sha = Commit, siblings = Files.Keys.Append("README.md").Select(name => new { rfilename = name }) }),
            var path when path!.StartsWith($"/{Repository}/resolve/{Commit}/", StringComparison.Ordinal) =>
                DescribeAsync(context, Path.GetFileName(path)),
            var path when path!.Contains(FormerRepository, StringComparison.Ordinal) =>
                RedirectAsync(context, path.Replace(FormerRepository, Repository, StringComparison.Ordinal)),
            _ => Fail(context, StatusCodes.Status404NotFound),
        };
    }

    private Task DescribeAsync(HttpContext context, string name)
    {
        if (!Files.TryGetValue(name, out var content))
            return Fail(context, StatusCodes.Status404NotFound);
        context.Response.Headers["X-Repo-Commit"] = Commit;
        if (!IsLarge(name))
        {
            byte[] blob = [.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content];
            var hash = CryptographicOperations.HashData(HashAlgorithmName.SHA1, blob);
            context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(hash)}\"";
            return SendAsync(context, name);
        }
        context.Response.Headers["X-Linked-Etag"] = $"\"{Sha256(content)}\"";
        context.Response.Headers["X-Linked-Size"] = content.Length.ToString();
        return RedirectAsync(context, $"{StoreUrl}/objects/{name}");
    }

    private async Task SendAsync(HttpContext context, string name)
    {
        var content = Files[name].ToArray();
        context.Response.ContentLength = content.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        Fault? fault = IsLarge(name) && Faults.TryDequeue(out var next) ? next : null;
        var from = 0;
        if (context.Request.Headers.Range is [{ } range] && fault is not Fault.IgnoreRange)
        {
            from = int.Parse(range["bytes=".Length..].TrimEnd('-'));
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
            context.Response.ContentLength = content.Length - from;
        }
        if (fault is Fault.WrongByte)
            content[^1] ^= 1;
        if (fault is Fault.Hang or Fault.BreakOff)
        {
            await context.Response.Body.WriteAsync(content.AsMemory(from, (content.Length - from) / 2));
            await context.Response.Body.FlushAsync();
            if (fault is Fault.Hang)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
            context.Abort();
            return;
        }
        await context.Response.Body.WriteAsync(content.AsMemory(from));
    }

    private static bool IsLarge(string name) => Path.GetExtension(name) is ".safetensors" or ".bin";

    private static Task RedirectAsync(HttpContext context, string path)
    {
        context.Response.Redirect(path, permanent: false, preserveMethod: true);
        return Task.CompletedTask;
    }

    private static Task Fail(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}

/// <summary>A request to the hub or its store.</summary>
public sealed record HubRequest(string Method, int Port, string Path, string? Authorization, string? Range);

/// <summary>A fault of the store.</summary>
public enum Fault
{
    None,
    BreakOff,
    Hang,
    IgnoreRange,
    WrongByte,
}
