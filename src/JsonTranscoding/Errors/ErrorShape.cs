using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>The form of an error body.</summary>
public enum ErrorShape
{
    /// <summary><c>{"error":{"code","status","message","details"}}</c>, the default.</summary>
    Status,

    /// <summary><c>{"detail":"…"}</c>, which the container host's clients expect.</summary>
    Detail,

    /// <summary>The endpoint writes its own bodies, also with statuses from 400 on.</summary>
    Own,
}

/// <summary>Endpoint metadata that selects the form of error bodies. On a gRPC method, it applies to the transcoded endpoint.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ErrorShapeAttribute(ErrorShape shape) : Attribute, IErrorForm
{
    /// <summary>The form of endpoints that select none.</summary>
    internal static ErrorShapeAttribute Default { get; } = new(ErrorShape.Status);

    /// <summary>The form of the error bodies.</summary>
    public ErrorShape Shape => shape;

    /// <inheritdoc/>
    public JsonObject Write(CallFailure failure, HttpResponse response) => shape switch
    {
        // Clients of the container host expect a special form for this error.
        ErrorShape.Detail when failure.Reason == ErrorReasons.WebhookNotDefined =>
            new() { ["status"] = "error", ["details"] = failure.Message },
        ErrorShape.Detail => new() { ["detail"] = failure.Message },
        _ => ErrorBody.Envelope(failure),
    };
}
