using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Transcribe.Core;

namespace Transcribe.Operations.Webhooks;

/// <summary>The bodies of webhooks.</summary>
internal static class WebhookBody
{
    /// <summary>
    /// <see cref="WebhookKind.Operation"/> omits texts of this many UTF-8 bytes or more. The receiver can read them from the operation.
    /// </summary>
    public const int TextLimit = 20_000;

    // The body is not embedded in HTML, so non-ASCII text needs no escaping.
    private static readonly WebhookJson Json = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });

    /// <param name="ended">The operation in its final state.</param>
    /// <param name="kind">The form of the body.</param>
    /// <param name="text">The whole text; empty if the operation did not succeed.</param>
    public static string Of(Operation ended, WebhookKind kind, string text) => (kind, ended.State) switch
    {
        (WebhookKind.Platform, OperationState.Succeeded) => JsonSerializer.Serialize(new PlatformResult(text), Json.PlatformResult),
        (WebhookKind.Platform, _) => JsonSerializer.Serialize(new PlatformError("error", Message(ended)), Json.PlatformError),
        _ => JsonSerializer.Serialize(Event(ended, text), Json.OperationEvent),
    };

    private static OperationEvent Event(Operation ended, string text) => new(
        ended.Name,
        ended.State.ToString().ToUpperInvariant(),
        ended.State == OperationState.Succeeded && Encoding.UTF8.GetByteCount(text) < TextLimit ? text : null,
        ended.State == OperationState.Succeeded ? null : new OperationEventError(Reason(ended), Message(ended)));

    private static string Message(Operation ended) => ended.Failure?.Message ?? "The operation was cancelled";

    private static string Reason(Operation ended) => ended switch
    {
        { State: OperationState.Cancelled } => ErrorReasons.Cancelled,
        { Failure.Error: { } error } => ErrorReasons.Of(error),
        _ => ErrorReasons.Internal,
    };
}

internal sealed record PlatformResult(string Result);

internal sealed record PlatformError(string Status, string Details);

internal sealed record OperationEvent(string Name, string State, string? Text, OperationEventError? Error);

/// <param name="Reason">One of <see cref="ErrorReasons"/>.</param>
/// <param name="Message">For the receiver.</param>
internal sealed record OperationEventError(string Reason, string Message);

[JsonSerializable(typeof(PlatformResult))]
[JsonSerializable(typeof(PlatformError))]
[JsonSerializable(typeof(OperationEvent))]
internal sealed partial class WebhookJson : JsonSerializerContext;
