using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Transcribe.JsonTranscoding.ContainerHost;

/// <summary>Marks the endpoint for callers that prefer an asynchronous response.</summary>
internal sealed class PreferAsyncMetadata;

/// <summary>
/// Selects an endpoint by the <c>Prefer</c> header (RFC 7240): the marked endpoint if the caller prefers an asynchronous response, else the
/// others.
/// </summary>
internal sealed class PreferAsyncPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    private const string Async = "respond-async";
    private const string Proxy = "respond-async-proxy";

    // Runs after the policies of the framework, which first select by HTTP method.
    public override int Order => 1_000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsAsync);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var prefersAsync = Has(httpContext.Request, Async) || IsProxy(httpContext.Request);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && IsAsync(candidates[i].Endpoint) != prefersAsync)
                candidates.SetValidity(i, false);
        }
        return Task.CompletedTask;
    }

    /// <summary>Whether no client will request the result.</summary>
    public static bool IsProxy(HttpRequest request) => Has(request, Proxy);

    private static bool IsAsync(Endpoint endpoint) => endpoint.Metadata.GetMetadata<PreferAsyncMetadata>() is not null;

    private static bool Has(HttpRequest request, string preference) => request.Headers["Prefer"]
        .SelectMany(line => (line ?? "").Split([',', ';'], StringSplitOptions.TrimEntries))
        .Contains(preference, StringComparer.OrdinalIgnoreCase);
}
