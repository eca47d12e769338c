using System.ComponentModel.DataAnnotations;

namespace Transcribe.JsonTranscoding.Platform;

/// <summary>How the hosting platform knows this service (section <c>Transcribe</c>).</summary>
public sealed class PlatformOptions
{
    public const string DefaultDeploymentName = "transcribe";

    /// <summary>The last part of the status and result paths; default "transcribe".</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._-]+")]
    public string DeploymentName { get; set; } = DefaultDeploymentName;
}
