using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Bodies;

/// <summary>Endpoint metadata: the request may carry audio. All other requests are small.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CarriesAudioAttribute : Attribute
{
    /// <summary>The most bytes of a body or message without audio. The longest field of such a request has 8,000 bytes.</summary>
    public const int OtherwiseMaxBytes = 64 * 1024;

    /// <summary>Whether the audio is transcribed after the call, which is therefore accepted while no model is ready.</summary>
    public bool IsForLater { get; init; }

    /// <summary>Whether the endpoint of a request accepts audio.</summary>
    public static bool IsOn(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<CarriesAudioAttribute>() is not null;
}
