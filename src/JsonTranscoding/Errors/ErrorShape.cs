namespace Transcribe.JsonTranscoding.Errors;

/// <summary>The form of an error's body.</summary>
public enum ErrorShape
{
    /// <summary><c>{"error":{"code","status","message","details"}}</c>: the default.</summary>
    Status,

    /// <summary><c>{"detail":"…"}</c>, which the container host's clients expect.</summary>
    Detail,
}

/// <summary>Endpoint metadata: the form of the endpoint's error bodies. On a gRPC method it holds for the endpoint that is transcoded from it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ErrorShapeAttribute(ErrorShape shape) : Attribute
{
    /// <summary>The form.</summary>
    public ErrorShape Shape => shape;
}
