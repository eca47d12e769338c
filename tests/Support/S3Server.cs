using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Transcribe.Tests;

/// <summary>
/// A server with the part of S3's API that the store uses, on a real socket. It has one bucket and checks every signature.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "audio";
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    // Small, so that lists have several pages. S3 has 1000.
    private const int PageLength = 2;

    private readonly WebApplication _app;

    private S3Server(WebApplication app) => _app = app;

    /// <summary>The objects by their keys.</summary>
    public ConcurrentDictionary<string, (byte[] Content, DateTimeOffset Modified)> Objects { get; } = [];

    /// <summary>Where the next answer with an object waits, and for what; then it breaks off. Null for a whole answer.</summary>
    public (int Count, Task Until)? BreakAt { get; set; }

    /// <summary>The clock of the objects' times.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public IEnumerable<(string Key, string Value)> Settings =>
    [
        ("Operations:S3:Bucket", Bucket),
        ("Operations:S3:Endpoint", _app.Urls.Single()),
        ("Operations:S3:AccessKey", AccessKey),
        ("Operations:S3:SecretKey", SecretKey),
    ];

    public static async Task<S3Server> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new S3Server(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var path = context.Request.Path.Value!.TrimStart('/').Split('/', 2);
        if (!S3Signature.IsValid(context.Request, body.ToArray(), AccessKey, SecretKey))
            await FailAsync(context, StatusCodes.Status403Forbidden, "SignatureDoesNotMatch");
        else if (path[0] != Bucket)
            await FailAsync(context, StatusCodes.Status404NotFound, "NoSuchBucket");
        else if (path is [_, { Length: > 0 } key])
            await AnswerObjectAsync(context, key, body.ToArray());
        else
            await ListAsync(context);
    }

    private async Task AnswerObjectAsync(HttpContext context, string key, byte[] body)
    {
        switch (context.Request.Method)
        {
            case "PUT":
                Objects[key] = (body, Time.GetUtcNow());
                context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(Hash(body))}\"";
                break;
            case "DELETE":
                Objects.TryRemove(key, out _);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case "GET" when Objects.TryGetValue(key, out var found):
                await SendAsync(context, found.Content);
                break;
            case "GET":
                await FailAsync(context, StatusCodes.Status404NotFound, "NoSuchKey");
                break;
            default:
                await FailAsync(context, StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed");
                break;
        }
    }

    private async Task SendAsync(HttpContext context, byte[] content)
    {
        context.Response.ContentLength = content.Length;
        context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(Hash(content))}\"";
        if (BreakAt is not { } place)
        {
            await context.Response.Body.WriteAsync(content);
            return;
        }
        BreakAt = null;
        await context.Response.Body.WriteAsync(content.AsMemory(0, place.Count));
        await context.Response.Body.FlushAsync();
        await place.Until;
        context.Abort();
    }

    private async Task ListAsync(HttpContext context)
    {
        XNamespace ns = "http://s3.amazonaws.com/doc/2006-03-01/";
        var (prefix, after) = (context.Request.Query["prefix"].ToString(), context.Request.Query["continuation-token"].ToString());
        var keys = Objects.Keys
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0)
            .Order(StringComparer.Ordinal)
            .ToList();
        var page = keys.Take(PageLength).ToList();
        var truncated = keys.Count > page.Count;
        await WriteAsync(context, new XElement(
            ns + "ListBucketResult",
            new XElement(ns + "Name", Bucket),
            new XElement(ns + "Prefix", prefix),
            new XElement(ns + "KeyCount", page.Count),
            new XElement(ns + "IsTruncated", truncated),
            truncated ? new XElement(ns + "NextContinuationToken", page[^1]) : null,
            page.Select(key => new XElement(
                ns + "Contents",
                new XElement(ns + "Key", key),
                new XElement(
                    ns + "LastModified",
                    Objects[key].Modified.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
                new XElement(ns + "Size", Objects[key].Content.Length)))));
    }

    private static Task FailAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new XElement("Error", new XElement("Code", code), new XElement("Message", code)));
    }

    private static Task WriteAsync(HttpContext context, XElement xml)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(xml.ToString());
    }

    // S3's tag of an object is the MD5 of its content.
#pragma warning disable CA5351
    private static byte[] Hash(byte[] content) => MD5.HashData(content);
#pragma warning restore CA5351
}
