using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Bodies;

/// <summary>Endpoint metadata: the request may carry audio. All other requests are small.</summary>
/// <param name="use">When the audio is transcribed.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CarriesAudioAttribute(AudioUse use) : Attribute
{
    /// <summary>The most bytes of a body or message without audio. The longest field of such a request has 8,000 bytes.</summary>
    public const int OtherwiseMaxBytes = 64 * 1024;

    /// <summary>When the audio is transcribed.</summary>
    public AudioUse Use => use;

    /// <summary>Whether the endpoint of a request accepts audio.</summary>
    public static bool IsOn(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<CarriesAudioAttribute>() is not null;
}

/// <summary>When the audio of a request is transcribed.</summary>
public enum AudioUse
{
    /// <summary>In the call, when all of it has arrived.</summary>
    Recorded,

    /// <summary>While it arrives.</summary>
    Live,

    /// <summary>After the call, which is therefore accepted while no model is ready.</summary>
    Later,
}
