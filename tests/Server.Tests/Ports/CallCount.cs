using System.Globalization;
using System.Text.RegularExpressions;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Ports;

/// <summary>How many calls of ListModels a replica has answered, by its metrics.</summary>
internal static partial class CallCount
{
    public static async Task<int> OfAsync(ServerProcess server)
    {
        var scrape = await server.Clients.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return Calls.Match(scrape) is { Success: true } calls ? int.Parse(calls.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"(?m)^rpc_server_call_duration_seconds_count\{.*/ListModels"".*\} (\d+)")]
    private static partial Regex Calls { get; }
}
