using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Transcribe.Server.Ports;

/// <summary>
/// Asks each connection to end at an age, so that clients with long-lived connections find replicas that were added. An HTTP/2 client gets
/// GOAWAY: its calls in progress go on, streams too, and the next ones take another connection. An HTTP/1.1
/// connection ends at once if it is idle, else with the answer in progress, which says <c>Connection: close</c>. WebSockets go on.
/// </summary>
/// <param name="age">The age, give or take a tenth, so that connections that began together do not end together; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectionAge(TimeSpan? age, TimeProvider time)
{
    private const double Jitter = 0.1;

    /// <summary>Limits the age of each connection.</summary>
    public ConnectionDelegate Limit(ConnectionDelegate next) => age is not { } limit ? next : async transport =>
    {
        var lifetime = transport.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>();
        var due = limit * (1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1)));
        await using var timer = time.CreateTimer(_ => lifetime.RequestClose(), state: null, due, Timeout.InfiniteTimeSpan);
        await next(transport);
    };
}
