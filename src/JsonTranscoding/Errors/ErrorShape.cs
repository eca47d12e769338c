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
public sealed class ErrorShapeAttribute(ErrorShape shape) : Attribute
{
    /// <summary>The form of the error bodies.</summary>
    public ErrorShape Shape => shape;
}
