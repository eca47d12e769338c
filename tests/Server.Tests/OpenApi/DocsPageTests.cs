using System.Net;
using System.Text.RegularExpressions;

namespace Transcribe.Server.Tests.OpenApi;

[Collection(DocumentationGroup.Name)]
public sealed partial class DocsPageTests(DocumentationServer server)
{
    private static readonly Uri Page = new("/docs/", UriKind.Relative);

    [Fact]
    public async Task Root_Get_LeadsToTheDocs()
    {
        using var response = await server.Client.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/docs", new Uri(server.Client.BaseAddress!, response.Headers.Location!).AbsolutePath);
    }

    [Fact]
    public async Task Docs_Html_NamesNoOtherHost()
    {
        var html = await server.Client.GetStringAsync(Page);
        Assert.Contains("\"url\":\"openapi/v1.json\"", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(OtherHost, html);
    }

    [Fact]
    public async Task Docs_Scripts_ComeFromTheServerItself()
    {
        var scripts = ScriptSource.Matches(await server.Client.GetStringAsync(Page)).Select(match => match.Groups["path"].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            using var response = await server.Client.GetAsync(new Uri("/docs/" + script, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
            Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Docs_SecurityPolicy_KeepsTheBrowserToThisServer()
    {
        using var response = await server.Client.GetAsync(Page);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        var directives = policy.Split(';', StringSplitOptions.TrimEntries)
            .Select(directive => directive.Split(' '))
            .ToDictionary(words => words[0], words => words[1..]);
        // This directive covers scripts, connections, frames and everything else without a directive.
        Assert.Equal(["'self'"], directives["default-src"]);
        Assert.DoesNotContain("'unsafe-inline'", directives["script-src"]);
        Assert.All(directives.Values.SelectMany(sources => sources), source => Assert.Matches(LocalSource, source));
    }

    [Fact]
    public async Task Docs_Nonce_IsNewForEachPage()
    {
        var first = await server.Client.GetStringAsync(Page);
        Assert.NotEqual(Nonce.Match(first).Value, Nonce.Match(await server.Client.GetStringAsync(Page)).Value);
        Assert.Matches(Nonce, first);
    }

    [GeneratedRegex("(https?:|[\"'(=])//", RegexOptions.IgnoreCase)]
    private static partial Regex OtherHost { get; }

    [GeneratedRegex("<script[^>]* src=\"(?<path>[^\"]+)\"")]
    private static partial Regex ScriptSource { get; }

    [GeneratedRegex("^('self'|'unsafe-inline'|'nonce-[0-9A-F]{32}'|data:|blob:)$")]
    private static partial Regex LocalSource { get; }

    [GeneratedRegex("nonce=\"[0-9A-F]{32}\"")]
    private static partial Regex Nonce { get; }
}
