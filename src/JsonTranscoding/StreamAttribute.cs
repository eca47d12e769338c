namespace Transcribe.JsonTranscoding;

/// <summary>
/// Endpoint metadata of endpoints that stream until their work ends, so that they count as streams of their caller. Streaming gRPC methods
/// need none.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StreamAttribute : Attribute;
