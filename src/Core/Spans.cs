using System.Diagnostics;

namespace Transcribe.Core;

/// <summary>The spans <c>fetch</c>, <c>decode</c>, <c>window</c>, <c>queue</c>, <c>operation</c> and <c>webhook</c>.</summary>
/// <remarks>Nothing is recorded unless an exporter listens. Spans name hosts and no paths, because URLs may contain secrets.</remarks>
public static class Spans
{
    /// <summary>The name of the source, for exporters.</summary>
    public const string SourceName = "Transcribe";

    /// <summary>The source of all spans.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Runs work in a span, which records its failure.</summary>
    /// <param name="name">The name of the span.</param>
    /// <param name="kind">The kind of the span.</param>
    /// <param name="work">The work. Its span is null if nothing listens.</param>
    public static async Task<T> RunAsync<T>(string name, ActivityKind kind, Func<Activity?, Task<T>> work)
    {
        using var span = Source.StartActivity(name, kind);
        try
        {
            return await work(span);
        }
        catch (Exception fault)
        {
            span?.Fail(fault);
            throw;
        }
    }

    /// <summary>Records a span that has ended.</summary>
    /// <param name="name">The name of the span.</param>
    /// <param name="parent">Its parent.</param>
    /// <param name="start">When it began.</param>
    /// <param name="duration">How long it took.</param>
    public static void Record(string name, ActivityContext parent, DateTimeOffset start, TimeSpan duration)
    {
        using var span = Source.StartActivity(name, ActivityKind.Internal, parent, startTime: start);
        span?.SetEndTime((start + duration).UtcDateTime);
    }

    /// <summary>The link to a span by its <c>traceparent</c>; none if it has none or it cannot be read.</summary>
    public static IEnumerable<ActivityLink> LinksTo(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, out var context) ? [new ActivityLink(context)] : [];

    /// <summary>Marks a span as failed, with the kind of the failure.</summary>
    public static void Fail(this Activity span, Exception fault)
    {
        var error = fault is TranscriptionException expected ? expected.Error.ToString() : fault.GetType().FullName;
        span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
    }
}
